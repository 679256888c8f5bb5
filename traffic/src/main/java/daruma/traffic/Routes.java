package daruma.traffic;

import daruma.model.DesiredApp;
import daruma.model.Traffic;
import daruma.model.traffic.Address;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.Endpoint;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Frontend;
import daruma.model.traffic.Protocol;
import daruma.model.traffic.Route;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.loop.Observed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What follows for the balancer from what is known of all instances. Pure. */
final class Routes {
    private Routes() {}

    static List<Route> of(Observed observed) {
        var routes = new ArrayList<Route>();
        for (var app : observed.desired().values()) {
            if (app.spec().traffic().mode() == Traffic.Mode.BALANCED
                    && app.spec().port().isPresent()) {
                var endpoints = endpoints(app, observed.instancesOf(app.spec().name()));
                // As long as requests are under way somewhere they are answered, also if nothing is to run any more.
                if (app.running() || !endpoints.isEmpty()) {
                    routes.add(new Route(frontend(app), endpoints));
                }
            }
        }
        return routes;
    }

    private static Frontend frontend(DesiredApp app) {
        return new Frontend(
                app.spec().name(),
                new Address(Address.EVERY, app.spec().port().getAsInt()),
                Protocol.HTTP,
                Balancing.DEFAULT);
    }

    private static List<Endpoint> endpoints(DesiredApp app, List<Instance> instances) {
        var endpoints = new ArrayList<Endpoint>();
        var taken = new HashSet<Address>();
        for (var instance : instances) {
            var address = address(app, instance);
            var state = state(app, instance);
            if (address.isPresent()
                    && state.isPresent()
                    && instance.state() instanceof InstanceState.Present present
                    && taken.add(address.get())) {
                endpoints.add(new Endpoint(present.incarnation(), address.get(), state.get()));
            }
        }
        return endpoints;
    }

    /** As it was told at its launch: during a rollout it can have been launched with other ports than are desired now. */
    private static Optional<Address> address(DesiredApp app, Instance instance) {
        var launched = app.accepts(instance.memory().aim().specGeneration()) ? app : app.before();
        var port = launched.spec().portOf(instance.id().slot());
        return port.isPresent() ? Optional.of(new Address(Address.LOOPBACK, port.getAsInt())) : Optional.empty();
    }

    /** Empty: it has not been ready yet, or there is nothing. */
    private static Optional<EndpointState> state(DesiredApp app, Instance instance) {
        return switch (instance.state()) {
            case InstanceState.Running running when running.unready().isPresent() -> Optional.of(EndpointState.UNREADY);
            case InstanceState.Running _ ->
                Optional.of(isSpare(app, instance) ? EndpointState.SPARE : EndpointState.READY);
            case InstanceState.Examining _ -> Optional.of(EndpointState.UNREADY);
            case InstanceState.Draining _, InstanceState.Stopping _ -> Optional.of(EndpointState.DRAINING);
            case InstanceState.Launching _, InstanceState.Starting _, InstanceState.Resting _ -> Optional.empty();
        };
    }

    /** During a rollout those beyond the replicas take part: that is what they stand in for. */
    private static boolean isSpare(DesiredApp app, Instance instance) {
        var beyond = instance.id().slot() - app.spec().replicas();
        return app.rollout().isEmpty()
                && beyond >= 0
                && beyond < app.spec().traffic().spare();
    }
}
