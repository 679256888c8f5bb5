/**
 * The model as JSON: one codec per family of nouns, used on the wire and on disk, and {@link daruma.control.codec.ScriptJson}
 * for the output that scripts read.
 *
 * <p>The rule over releases. Whatever is written names every setting explicitly, so that a later change of a default does
 * not change what was declared earlier; only absent optionals and empty collections are left out. Reading fills an absent
 * optional property with its default (so a newer release reads what an older one wrote, which is how properties are added)
 * and refuses an unknown one (so an older release never loses a setting that it does not know: it says so instead). A
 * change of meaning needs a new property or a new version number of the file around it. Times and durations are ISO 8601,
 * exact to the nanosecond.
 */
@NullMarked
package daruma.control.codec;

import org.jspecify.annotations.NullMarked;
