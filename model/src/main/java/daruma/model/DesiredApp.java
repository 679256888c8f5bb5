package daruma.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * @param alike earlier generations that ran exactly what this one does: what was launched for them is not replaced
 * @param releases what it runs and ran; a reload is a further generation, but the same release
 * @param rollout that its instances are being replaced one after the other
 */
public record DesiredApp(
        int id,
        AppSpec spec,
        boolean running,
        long specGeneration,
        long restartEpoch,
        SortedMap<Integer, SlotWish> slots,
        SortedSet<Long> alike,
        Releases releases,
        Optional<Rollout> rollout) {
    private static final SlotWish AS_THE_APP = new SlotWish(true, true, 0);

    public DesiredApp {
        if (id < 0 || specGeneration < 1 || restartEpoch < 0) {
            throw new Refused("app \"" + spec.name() + "\" has an impossible id, generation or epoch");
        }
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        alike = Collections.unmodifiableSortedSet(new TreeSet<>(alike));
        if (!slots.isEmpty() && (slots.firstKey() < 0 || slots.lastKey() >= AppSpec.MAX_REPLICAS)) {
            throw new Refused("app \"" + spec.name() + "\" has an impossible instance");
        }
    }

    /** Of which nothing else is asked of any instance than of the app, in its first release. */
    public DesiredApp(int id, AppSpec spec, boolean running, long specGeneration, long restartEpoch) {
        this(
                id,
                spec,
                running,
                specGeneration,
                restartEpoch,
                new TreeMap<>(),
                new TreeSet<>(),
                Releases.FIRST,
                Optional.empty());
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

    /** Whether what was launched for this generation runs what is desired, or something newer. */
    public boolean accepts(long generation) {
        return generation >= specGeneration || alike.contains(generation);
    }

    /** An app that is stopped is not being replaced any more: with its next start everything is new. */
    public DesiredApp withRunning(boolean newRunning) {
        return new DesiredApp(
                id,
                spec,
                newRunning,
                specGeneration,
                restartEpoch,
                slots,
                alike,
                releases,
                newRunning ? rollout : Optional.empty());
    }

    public DesiredApp withId(int newId) {
        return new DesiredApp(newId, spec, running, specGeneration, restartEpoch, slots, alike, releases, rollout);
    }

    /** As it goes with a launch: without what it ran before. */
    public DesiredApp withoutPast() {
        return releases.past().isEmpty() && rollout.isEmpty()
                ? this
                : new DesiredApp(
                        id,
                        spec,
                        running,
                        specGeneration,
                        restartEpoch,
                        slots,
                        alike,
                        new Releases(releases.current(), List.of()),
                        Optional.empty());
    }

    /** Another release, for all instances at once. */
    public DesiredApp withSpec(AppSpec newSpec) {
        return withSpec(newSpec, Release.Note.of(releases.nextNumber()));
    }

    /** Another release, for all instances at once. */
    public DesiredApp withSpec(AppSpec newSpec, Release.Note note) {
        return newSpec.equals(spec)
                ? this
                : new DesiredApp(
                        id,
                        newSpec,
                        running,
                        specGeneration + 1,
                        restartEpoch,
                        slots,
                        new TreeSet<>(),
                        releases.left(spec, note),
                        Optional.empty());
    }

    /**
     * The same release with something in it that concerns no process, such as the number of instances: nothing is replaced.
     *
     * @throws Refused if the command or the environment is another one
     */
    public DesiredApp adjusted(AppSpec newSpec) {
        if (!newSpec.command().equals(spec.command())
                || !newSpec.env().equals(spec.env())
                || !newSpec.inheritedEnv().equals(spec.inheritedEnv())) {
            throw new Refused("another command or environment is another release");
        }
        return new DesiredApp(id, newSpec, running, specGeneration, restartEpoch, slots, alike, releases, rollout);
    }

    // ---- one after the other ---------------------------------------------------------------------------------------

    /** Every instance is replaced by another one of the same release, one after the other. */
    public DesiredApp reloaded() {
        return rolling(Rollout.Kind.RELOAD, spec, releases);
    }

    /** Every instance is replaced by one of another release, one after the other. */
    public DesiredApp updated(AppSpec newSpec, Release.Note note) {
        return rolling(Rollout.Kind.UPDATE, newSpec, releases.left(spec, note));
    }

    /** An update in the middle of another: what is kept meanwhile is what was there before the first. */
    private DesiredApp rolling(Rollout.Kind kind, AppSpec newSpec, Releases newReleases) {
        var before = before();
        return new DesiredApp(
                id,
                newSpec,
                running,
                specGeneration + 1,
                restartEpoch,
                slots,
                new TreeSet<>(),
                newReleases,
                Optional.of(
                        new Rollout(kind, before.spec, before.specGeneration, before.alike, false, Optional.empty())));
    }

    /**
     * Back to what was there before the rollout, one after the other; what has not been replaced yet stays.
     *
     * @param why for people
     * @throws IllegalStateException if there is no rollout
     */
    public DesiredApp rolledBack(String why) {
        var failed = rollout.orElseThrow(() -> new IllegalStateException("no rollout"));
        var same = new TreeSet<>(failed.fromAlike());
        same.add(failed.fromGeneration());
        var earlier = releases.past().stream()
                .filter(release -> release.spec().equals(failed.from()))
                .reduce((_, last) -> last);
        return new DesiredApp(
                id,
                failed.from(),
                running,
                specGeneration + 1,
                restartEpoch,
                slots,
                same,
                earlier.isPresent() ? releases.left(spec, earlier.get().note()) : releases,
                Optional.of(new Rollout(Rollout.Kind.ROLLBACK, spec, specGeneration, alike, false, Optional.of(why))));
    }

    /** What was desired before the rollout; the same if there is none. */
    public DesiredApp before() {
        if (rollout.isEmpty()) {
            return this;
        }
        var it = rollout.get();
        return new DesiredApp(
                id,
                it.from(),
                running,
                it.fromGeneration(),
                restartEpoch,
                slots,
                it.fromAlike(),
                releases,
                Optional.empty());
    }

    /** Every instance is replaced. */
    public DesiredApp rolledOut() {
        return withRollout(Optional.empty());
    }

    /** It stands still, or goes on. */
    public DesiredApp paused(boolean pause, Optional<String> why) {
        return withRollout(rollout.map(it -> it.with(pause, why)));
    }

    private DesiredApp withRollout(Optional<Rollout> next) {
        return new DesiredApp(id, spec, running, specGeneration, restartEpoch, slots, alike, releases, next);
    }

    // ---- all at once -----------------------------------------------------------------------------------------------

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
        return new DesiredApp(
                id,
                spec,
                true,
                specGeneration,
                Math.max(restartEpoch, highest) + 1,
                left,
                alike,
                releases,
                Optional.empty());
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
        return new DesiredApp(id, spec, running, specGeneration, restartEpoch, changed, alike, releases, rollout);
    }

    private SlotWish wish(int slot) {
        return slots.getOrDefault(slot, AS_THE_APP);
    }
}
