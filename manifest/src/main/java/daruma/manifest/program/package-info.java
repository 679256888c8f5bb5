/**
 * What a path, a folder or a command means as a program: what people type to what is executed.
 *
 * <p>Start reading at {@link daruma.manifest.program.Programs}. It looks at files and at {@code PATH}, changes nothing,
 * and starts nothing but {@code node --version}, and that only for TypeScript.
 */
@NullMarked
package daruma.manifest.program;

import org.jspecify.annotations.NullMarked;
