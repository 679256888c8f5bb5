/**
 * What commands make of what is desired of an app: scaling, reloading, updating, going back. Pure but for the digest of files;
 * what had to be decided on the way, and people should know, comes with it. Start reading at {@link daruma.state.change.Plans}.
 */
@NullMarked
package daruma.state.change;

import org.jspecify.annotations.NullMarked;
