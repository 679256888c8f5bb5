package daruma.balancer.http;

/** The cookie by which a client comes back to the instance that it had: its value is the number of the slot. */
final class Cookies {
    private Cookies() {}

    /** The slot that the cookie of this name says; -1: none. */
    static int slot(RequestHead request, String name) {
        var fields = request.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (fields.name(i) == FieldName.COOKIE) {
                for (var pair : fields.value(i).split(";", -1)) {
                    var equals = pair.indexOf('=');
                    if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                        return number(pair.substring(equals + 1).strip());
                    }
                }
            }
        }
        return -1;
    }

    private static int number(String text) {
        var bytes = Ascii.bytes(text);
        var value = bytes.length > 6 ? -1 : Ascii.number(bytes, 0, bytes.length);
        return (int) value;
    }

    /** The field that sets it, as a line of a head. */
    static byte[] setting(String name, int slot) {
        return Ascii.bytes("Set-Cookie: " + name + "=" + slot + "; Path=/; HttpOnly; SameSite=Lax\r\n");
    }
}
