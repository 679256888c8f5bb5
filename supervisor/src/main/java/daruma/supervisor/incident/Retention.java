package daruma.supervisor.incident;

import daruma.model.AppName;
import daruma.model.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * How much is kept, so that the evidence of failures never becomes one.
 *
 * @param home how many incidents in all
 * @param app how many of one app
 * @param bytes of evidence in all
 */
public record Retention(int home, int app, long bytes) {
    public static final Retention DEFAULT = new Retention(100, 20, 64L << 20);

    public Retention {
        if (home < 1 || app < 1 || bytes < 1) {
            throw new Refused("a retention of " + home + " incidents, " + app + " of an app and " + bytes
                    + " bytes keeps nothing: use 1 or more of each");
        }
    }

    /** The numbers of those that have to go: the ones that were not seen for the longest time. */
    public List<Long> excess(Collection<Kept> kept) {
        var latestFirst = kept.stream()
                .sorted(Comparator.comparing((Kept it) -> it.incident().lastSeen())
                        .thenComparingLong(it -> it.incident().number())
                        .reversed())
                .toList();
        var ofApp = new HashMap<AppName, Integer>();
        var gone = new ArrayList<Long>();
        int stay = 0;
        long size = 0;
        for (var it : latestFirst) {
            var incident = it.incident();
            boolean room = stay < home && ofApp.getOrDefault(incident.app(), 0) < app;
            // The latest one stays whatever its size: evidence is bounded where it is gathered.
            if (room && (stay == 0 || size + it.bytes() <= bytes)) {
                stay++;
                size += it.bytes();
                ofApp.merge(incident.app(), 1, Integer::sum);
            } else {
                gone.add(incident.number());
            }
        }
        return gone;
    }
}
