package daruma.cli.command;

import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import daruma.manifest.DotEnv;
import java.util.HashMap;
import java.util.Map;

/** The environment that was declared for an app: {@code --env-file}, and {@code --env} over it. */
final class AppEnvironment {
    private final Run run;

    AppEnvironment(Run run) {
        this.run = run;
    }

    Map<String, String> read() {
        var env = new HashMap<String, String>();
        for (var file : run.given().values(StartOptions.ENV_FILE)) {
            switch (DotEnv.read(run.outside().directory().resolve(file))) {
                case DotEnv.Reading.Variables(var values) -> env.putAll(values);
                case DotEnv.Reading.Wrong(var mistakes) ->
                    throw new Failure(
                            Exit.BAD_CONFIGURATION,
                            "cannot use --env-file " + file + ": "
                                    + String.join(
                                            "; ",
                                            mistakes.stream()
                                                    .map(Object::toString)
                                                    .toList())
                                    + ". Correct the file");
            }
        }
        for (var pair : run.given().values(StartOptions.ENV)) {
            var equals = pair.indexOf('=');
            if (equals < 1) {
                throw new Failure(
                        Exit.USAGE,
                        "--env " + pair
                                + " is not KEY=VALUE. (pm2's --env NAME, which picks env_NAME of an ecosystem file, is"
                                + " not supported yet.) Write: --env KEY=VALUE");
            }
            env.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return env;
    }
}
