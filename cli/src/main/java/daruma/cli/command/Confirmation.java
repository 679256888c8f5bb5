package daruma.cli.command;

import daruma.cli.syntax.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A question before what cannot be undone; on a terminal only, and never when {@code --yes} stands there. */
final class Confirmation {
    private Confirmation() {}

    static boolean given(Run run, String what) {
        var outside = run.outside();
        if (run.given().has(Options.YES) || !outside.inIsTerminal() || !outside.errIsTerminal()) {
            return true;
        }
        outside.err().print(what + "? [y/N] ");
        outside.err().flush();
        try {
            var answer = new BufferedReader(new InputStreamReader(outside.in(), StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException _) {
            return false; // nobody there to say yes
        }
    }
}
