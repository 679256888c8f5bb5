/**
 * The nouns: values that refuse nonsense when they are made, and hold no behaviour beyond their own meaning.
 *
 * <p>Declared: {@link daruma.model.AppSpec} and its parts. Observed: {@link daruma.model.AppStatus},
 * {@link daruma.model.InstanceStatus}, {@link daruma.model.ExitStatus}. Told: {@link daruma.model.Event},
 * {@link daruma.model.LogLine}. The words are those of {@code docs/vocabulary.md}. This package sees nothing but the
 * JDK, serialization included.
 */
@NullMarked
package daruma.model;

import org.jspecify.annotations.NullMarked;
