/**
 * Files to model: {@code daruma.yaml}, with errors that name file, line and advice.
 *
 * <p>Start reading at {@link daruma.manifest.DarumaYaml}. What a file may say stands once, in
 * {@link daruma.manifest.AppKeys}; the reader, the hints for typing mistakes and the published JSON schema all come from
 * it. {@link daruma.manifest.program} tells what a path or a folder means as a program.
 */
@NullMarked
package daruma.manifest;

import org.jspecify.annotations.NullMarked;
