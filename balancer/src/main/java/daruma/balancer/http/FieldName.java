package daruma.balancer.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The header fields that mean something to us, and all others. */
enum FieldName {
    HOST,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONNECTION,
    KEEP_ALIVE,
    PROXY_CONNECTION,
    UPGRADE,
    HTTP2_SETTINGS,
    TE,
    TRAILER,
    EXPECT,
    COOKIE,
    FORWARDED,
    X_FORWARDED_FOR,
    X_FORWARDED_PROTO,
    X_FORWARDED_HOST,
    OTHER;

    private static final FieldName[][] BY_LENGTH = byLength();

    @SuppressWarnings("ImmutableEnumChecker") // Nobody writes to it.
    private final byte[] lower =
            name().toLowerCase(Locale.ROOT).replace('_', '-').getBytes(StandardCharsets.US_ASCII);

    private static FieldName[][] byLength() {
        var lists = new ArrayList<List<FieldName>>();
        for (var name : values()) {
            while (lists.size() <= name.lower.length) {
                lists.add(new ArrayList<>());
            }
            if (name != OTHER) {
                lists.get(name.lower.length).add(name);
            }
        }
        return lists.stream().map(it -> it.toArray(FieldName[]::new)).toArray(FieldName[][]::new);
    }

    /** One bit of 32, for sets. */
    @SuppressWarnings("EnumOrdinal") // For sets in memory only.
    int bit() {
        return 1 << ordinal();
    }

    /** The name that stands there, in whatever case. */
    static FieldName of(byte[] bytes, int start, int end) {
        var length = end - start;
        if (length >= BY_LENGTH.length) {
            return OTHER;
        }
        for (var name : BY_LENGTH[length]) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, name.lower)) {
                return name;
            }
        }
        return OTHER;
    }

    /** Whether it is about one connection and goes no further, whatever {@code Connection} says (RFC 9110, 7.6.1). */
    boolean isHopByHop() {
        return switch (this) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, UPGRADE, HTTP2_SETTINGS, TE, TRAILER, TRANSFER_ENCODING ->
                true;
            case HOST,
                    CONTENT_LENGTH,
                    EXPECT,
                    COOKIE,
                    FORWARDED,
                    X_FORWARDED_FOR,
                    X_FORWARDED_PROTO,
                    X_FORWARDED_HOST,
                    OTHER -> false;
        };
    }
}
