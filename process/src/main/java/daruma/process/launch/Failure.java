package daruma.process.launch;

import java.util.List;

/**
 * A program that never ran.
 *
 * @param stage what failed: {@code spawn} and {@code status} (ours), {@code lock}, {@code options}, {@code fork},
 *     {@code chdir}, {@code user}, {@code exec}, … (the shim's)
 * @param errno of the failed call; 0 where there is none
 * @param notices what else the shim had to say
 */
public record Failure(String stage, int errno, List<String> notices) {
    public Failure {
        notices = List.copyOf(notices);
    }
}
