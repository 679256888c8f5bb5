package daruma.cli.startup;

import java.nio.file.Path;

/**
 * A file that an init system reads.
 *
 * @param executable whether it is a script
 */
public record ServiceFile(Path path, String text, boolean executable) {}
