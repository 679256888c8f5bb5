package daruma.logs;

import daruma.model.Incarnation;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a launcher asks of the logs. Every method returns at once and may be called from any thread. */
public interface SpoolCopying {
    /**
     * Begins to copy what an incarnation writes.
     *
     * @param runDirectory of the incarnation: exists; the spools in it may not exist yet
     */
    void attach(Incarnation incarnation, Path runDirectory);

    /**
     * No process that can write to the spools is left. What remains in them is copied, a last line without its end
     * included, and the spools are deleted.
     *
     * @return done when the run directory may be deleted; at once if the incarnation was not attached
     */
    CompletableFuture<@Nullable Void> finished(Incarnation incarnation);
}
