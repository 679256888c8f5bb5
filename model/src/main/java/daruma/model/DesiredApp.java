package daruma.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What should be true of an app. This is what survives: it is written to disk before a command is answered.
 *
 * @param id the small number that people type instead of the name; never used twice in one home
 * @param running whether its instances should run
 * @param specGeneration grows by one with each change of the spec; an instance launched from an older one is replaced
 * @param restartEpoch grows with each restart that was asked for; an instance launched in an earlier epoch is replaced
 * @param slots of which something else was asked than of the app
 */
public record DesiredApp(
        int id,
        AppSpec spec,
        boolean running,
        long specGeneration,
        long restartEpoch,
        SortedMap<Integer, SlotWish> slots) {
    private static final SlotWish AS_THE_APP = new SlotWish(true, true, 0);

    public DesiredApp {
        if (id < 0 || specGeneration < 1 || restartEpoch < 0) {
            throw new Refused("app \"" + spec.name() + "\" has an impossible id, generation or epoch");
        }
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        if (!slots.isEmpty() && (slots.firstKey() < 0 || slots.lastKey() >= AppSpec.MAX_REPLICAS)) {
            throw new Refused("app \"" + spec.name() + "\" has an impossible instance");
        }
    }

    /** Of which nothing else is asked of any instance than of the app. */
    public DesiredApp(int id, AppSpec spec, boolean running, long specGeneration, long restartEpoch) {
        this(id, spec, running, specGeneration, restartEpoch, new TreeMap<>());
    }

    public static DesiredApp first(int id, AppSpec spec) {
        return new DesiredApp(id, spec, true, 1, 0);
    }

    /** Whether there should be such an instance. */
    public boolean has(int slot) {
        return slot < spec.replicas() && wish(slot).present();
    }

    /** Whether such an instance should run. */
    public boolean runs(int slot) {
        return running && has(slot) && wish(slot).running();
    }

    /** The instances that there should be, in their order. */
    public List<Integer> present() {
        return IntStream.range(0, spec.replicas()).filter(this::has).boxed().toList();
    }

    /** The epoch of one instance. */
    public long restartEpoch(int slot) {
        return Math.max(restartEpoch, wish(slot).restartEpoch());
    }

    public DesiredApp withRunning(boolean newRunning) {
        return new DesiredApp(id, spec, newRunning, specGeneration, restartEpoch, slots);
    }

    public DesiredApp withSpec(AppSpec newSpec) {
        return newSpec.equals(spec)
                ? this
                : new DesiredApp(id, newSpec, running, specGeneration + 1, restartEpoch, slots);
    }

    /** Every instance that there should be is started again, or at last. */
    public DesiredApp restarted() {
        return again(wish -> !wish.present());
    }

    /** As on its first start, but for the numbers: instances that were deleted are back. */
    public DesiredApp startedAnew() {
        return again(_ -> false);
    }

    /** One instance is started again, or at last. If the app is down its siblings stay so. */
    public DesiredApp restarted(int slot) {
        var next = running ? this : allButDown();
        return next.with(slot, new SlotWish(true, true, restartEpoch(slot) + 1));
    }

    /** One instance goes down and stays there. */
    public DesiredApp stopped(int slot) {
        return with(slot, new SlotWish(false, wish(slot).present(), restartEpoch(slot)));
    }

    /** One instance is no more. */
    public DesiredApp deleted(int slot) {
        return with(slot, new SlotWish(false, false, restartEpoch(slot)));
    }

    private DesiredApp again(Predicate<SlotWish> kept) {
        var highest =
                slots.values().stream().mapToLong(SlotWish::restartEpoch).max().orElse(0);
        var left = new TreeMap<>(slots);
        left.values().removeIf(kept.negate());
        return new DesiredApp(id, spec, true, specGeneration, Math.max(restartEpoch, highest) + 1, left);
    }

    /** Running as a whole, with each instance down for itself. */
    private DesiredApp allButDown() {
        var next = withRunning(true);
        for (var slot : present()) {
            next = next.stopped(slot);
        }
        return next;
    }

    private DesiredApp with(int slot, SlotWish wish) {
        var changed = new TreeMap<>(slots);
        changed.put(slot, wish);
        return new DesiredApp(id, spec, running, specGeneration, restartEpoch, changed);
    }

    private SlotWish wish(int slot) {
        return slots.getOrDefault(slot, AS_THE_APP);
    }
}
