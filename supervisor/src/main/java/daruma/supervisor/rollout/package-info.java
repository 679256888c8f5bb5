/**
 * Replacing the instances of an app by others, one after the other, so that there is never a moment in which nothing
 * serves: whose turn it is, how many stand in meanwhile, and when it has failed. Pure; what was decided before is read off the
 * instances themselves, so that a daemon that comes back goes on where the one before it stood.
 */
@NullMarked
package daruma.supervisor.rollout;

import org.jspecify.annotations.NullMarked;
