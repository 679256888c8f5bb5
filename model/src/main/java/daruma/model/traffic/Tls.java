package daruma.model.traffic;

import daruma.model.Refused;

/**
 * The files of a certificate; they are read again whenever they change.
 *
 * @param certificate PEM, the server's certificate first, then its chain; an absolute path
 * @param key PEM, not encrypted; an absolute path
 */
public record Tls(String certificate, String key) {
    public Tls {
        requireAbsolute("certificate", certificate);
        requireAbsolute("key", key);
    }

    private static void requireAbsolute(String what, String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new Refused("the path of the " + what + " is \"" + path + "\": write an absolute one");
        }
    }
}
