package daruma.daemon.command;

import daruma.control.Answer;
import daruma.control.Request;
import daruma.model.AppSpec;
import daruma.model.Forecast;
import daruma.supervisor.preview.Contradictions;
import daruma.supervisor.preview.Preview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What would happen on this machine. */
final class Foresight {
    private Foresight() {}

    static Answer.Forecasts of(Request.Simulate request) {
        var machine = new Contradictions.Machine(memory(), Runtime.getRuntime().availableProcessors());
        return new Answer.Forecasts(request.apps().stream()
                .map(app -> forecast(app, request, Contradictions.of(app, request.apps(), machine)))
                .toList());
    }

    private static Forecast forecast(AppSpec app, Request.Simulate request, List<String> contradictions) {
        return request.fall()
                .map(fall -> Preview.of(
                        app,
                        new Preview.Fall(fall.every(), fall.readyAfter(), fall.exitCode()),
                        request.span(),
                        request.seed(),
                        contradictions))
                .orElse(new Forecast(app.name(), List.of(), Optional.empty(), contradictions));
    }

    /** Empty where there is no {@code /proc/meminfo}. */
    private static OptionalLong memory() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst();
        } catch (IOException | NumberFormatException _) {
            return OptionalLong.empty();
        }
    }
}
