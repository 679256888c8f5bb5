package daruma.balancer;

import daruma.balancer.control.NotApplied;
import daruma.balancer.listen.Listeners;
import daruma.balancer.listen.Transport;
import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.traffic.Address;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.Endpoint;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Frontend;
import daruma.model.traffic.FrontendFigures;
import daruma.model.traffic.Protocol;
import daruma.model.traffic.Route;
import daruma.model.traffic.TrafficTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A balancer in this process, in a directory of its own, with one frontend for an app called web. */
public final class TestBalancer implements AutoCloseable {
    public static final AppName WEB = new AppName("web");
    private final Path directory;
    private final Balancer balancer;
    private final Address listen;
    private long revision;

    public TestBalancer() throws IOException {
        this(true);
    }

    public TestBalancer(boolean wantNative) throws IOException {
        directory = Files.createTempDirectory("daruma-balancer");
        var transport = Transport.choose(2, wantNative);
        balancer = new Balancer(transport, new Listeners(transport, List.of(), Optional.empty()), directory);
        listen = new Address("127.0.0.1", freePort());
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return listen.port();
    }

    public Path directory() {
        return directory;
    }

    public Balancer balancer() {
        return balancer;
    }

    public Frontend frontend(Protocol protocol, Balancing balancing) {
        return new Frontend(WEB, listen, protocol, balancing);
    }

    public static Incarnation incarnation(int slot, long number) {
        return new Incarnation(new InstanceId(WEB, slot), number);
    }

    public static Endpoint endpoint(int slot, int port, EndpointState state) {
        return new Endpoint(incarnation(slot, 1), new Address("127.0.0.1", port), state);
    }

    public TestBalancer serve(Balancing balancing, ProgramFake... programs) throws NotApplied {
        var endpoints = new ArrayList<Endpoint>();
        for (var program : programs) {
            endpoints.add(endpoint(endpoints.size(), program.port(), EndpointState.READY));
        }
        return serve(balancing, endpoints);
    }

    public TestBalancer serve(Balancing balancing, List<Endpoint> endpoints) throws NotApplied {
        return serve(frontend(Protocol.HTTP, balancing), endpoints);
    }

    public TestBalancer serve(Frontend frontend, List<Endpoint> endpoints) throws NotApplied {
        balancer.apply(new TrafficTable(++revision, List.of(new Route(frontend, endpoints))));
        return this;
    }

    public FrontendFigures figures() {
        return balancer.figures().frontends().getFirst();
    }

    public Wire connect() throws IOException {
        return new Wire(port());
    }

    @Override
    public void close() throws IOException {
        balancer.close();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
