package daruma.model.traffic;

import daruma.model.AppName;
import daruma.model.Refused;

/** A published address of an app. */
public record Frontend(AppName app, Address listen, Protocol protocol, Balancing balancing) {
    public Frontend {
        if (protocol == Protocol.TCP && balancing.stickyCookie().isPresent()) {
            throw new Refused("\"" + app + "\" is published as TCP: a sticky cookie needs HTTP");
        }
        if (protocol == Protocol.TCP && balancing.hashHeader().isPresent()) {
            throw new Refused("\"" + app + "\" is published as TCP: only the client's address can be hashed there");
        }
    }
}
