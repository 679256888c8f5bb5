/**
 * JSON as a small immutable tree, and a strict reader of it.
 *
 * <p>No data binding and no reflection: the command line must be up in milliseconds. Start reading at
 * {@link daruma.control.json.Json}; {@link daruma.control.json.JsonText} parses and prints,
 * {@link daruma.control.json.Fields} takes an object apart and names the path of whatever is wrong in it.
 */
@NullMarked
package daruma.control.json;

import org.jspecify.annotations.NullMarked;
