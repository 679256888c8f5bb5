package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.AppName;
import daruma.model.LogLine;

/** What was written. */
public final class LogLineCodec {
    private LogLineCodec() {}

    public static Json.Obj write(LogLine line) {
        return Json.object()
                .put("time", line.time().toString())
                .put("app", line.app().value())
                .put("slot", line.slot())
                .put("incarnation", line.incarnation())
                .put("stream", Words.of(line.stream()))
                .put("message", line.message())
                .build();
    }

    public static LogLine line(Fields in) {
        return new LogLine(
                in.instant("time"),
                in.parsed("app", AppName::new),
                in.int32("slot"),
                in.integer("incarnation", 0),
                in.choice("stream", LogLine.Stream.values()),
                in.string("message"));
    }
}
