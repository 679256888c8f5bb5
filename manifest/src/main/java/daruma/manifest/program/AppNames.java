package daruma.manifest.program;

import java.nio.file.Path;

/** Names for apps that were not given one. */
final class AppNames {
    private AppNames() {}

    static String fromFile(Path file) {
        var name = String.valueOf(file.getFileName());
        var dot = name.lastIndexOf('.');
        return from(dot < 1 ? name : name.substring(0, dot));
    }

    /** The nearest valid app name: other characters become {@code -}; a number or {@code all} gets {@code app-} before it. */
    static String from(String text) {
        var name = new StringBuilder();
        for (var i = 0; i < text.length() && name.length() < 63; i++) {
            var c = text.charAt(i);
            var plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
            if (plain || (!name.isEmpty() && (c == '.' || c == '-' || c == '+'))) {
                name.append(c);
            } else if (!name.isEmpty()) {
                name.append('-');
            }
        }
        if (name.isEmpty()) {
            return "app";
        }
        var number = name.chars().allMatch(c -> c >= '0' && c <= '9');
        return number || name.toString().equals("all")
                ? "app-" + name.substring(0, Math.min(name.length(), 59))
                : name.toString();
    }
}
