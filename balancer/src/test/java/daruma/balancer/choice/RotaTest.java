package daruma.balancer.choice;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.traffic.Algorithm;
import daruma.model.traffic.EndpointState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who is chosen. */
class RotaTest {
    private static final long NOW = 1_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private record Some(String name, EndpointState state, int weight, int load, Standing standing, long readySince)
            implements Candidate {
        static Some ready(String name) {
            return new Some(name, EndpointState.READY, 100, 0, Standing.GOOD, 0);
        }

        static Some in(EndpointState state, String name) {
            return new Some(name, state, 100, 0, Standing.GOOD, 0);
        }

        Some loaded(int newLoad) {
            return new Some(name, state, weight, newLoad, standing, readySince);
        }

        Some weighing(int newWeight) {
            return new Some(name, state, newWeight, load, standing, readySince);
        }

        Some standing(Standing newStanding) {
            return new Some(name, state, weight, load, newStanding, readySince);
        }

        Some ejected() {
            return standing(new Standing(0, 0, 1, NOW + SECOND, false, 0));
        }

        Some resting() {
            return standing(new Standing(1, 0, 0, 0, true, NOW + SECOND));
        }

        Some since(long newReadySince) {
            return new Some(name, state, weight, load, standing, newReadySince);
        }

        @Override
        public long identity() {
            return name.hashCode();
        }
    }

    private static Map<String, Integer> draws(Rota<Some> rota, int count) {
        var random = new SplittableRandom(7);
        var drawn = new HashMap<String, Integer>();
        for (int i = 0; i < count; i++) {
            var chosen = rota.choose(random, i, random.nextLong(), NOW, List.of());
            drawn.merge(chosen == null ? "nobody" : chosen.name(), 1, Integer::sum);
        }
        return drawn;
    }

    private static Rota<Some> rota(Algorithm algorithm, Some... candidates) {
        return new Rota<>(algorithm, NO_LIMIT, 0, List.of(candidates));
    }

    @Test
    void of_two_the_one_with_less_to_do_is_chosen() {
        var drawn = draws(
                rota(
                        Algorithm.LEAST_REQUEST,
                        Some.ready("idle"),
                        Some.ready("busy").loaded(10)),
                1_000);
        // Both drawn are the busy one in a quarter of the cases.
        assertThat(drawn.get("idle")).isBetween(700, 800);
    }

    @Test
    void the_round_robin_takes_turns_by_weight_evenly_spread() {
        var rota = rota(Algorithm.ROUND_ROBIN, Some.ready("a").weighing(200), Some.ready("b"), Some.ready("c"));
        var order = new StringBuilder();
        for (int turn = 0; turn < 8; turn++) {
            order.append(rota.choose(new SplittableRandom(1), turn, 0, NOW, List.of())
                    .name());
        }
        assertThat(order).hasToString("abcaabca");
    }

    @Test
    void the_same_key_goes_to_the_same_one_and_few_move_when_one_goes() {
        var all = new ArrayList<>(List.of(Some.ready("a"), Some.ready("b"), Some.ready("c"), Some.ready("d")));
        var before = new Rota<>(Algorithm.HASH, NO_LIMIT, 0, all);
        var after = new Rota<>(Algorithm.HASH, NO_LIMIT, 0, all.subList(0, 3));
        var random = new SplittableRandom(3);
        var moved = 0;
        var ofTheOneThatWent = 0;
        for (int i = 0; i < 10_000; i++) {
            var key = random.nextLong();
            var first = before.choose(random, 0, key, NOW, List.of());
            assertThat(before.choose(random, 0, key, NOW, List.of())).isSameAs(first);
            if (first.name().equals("d")) {
                ofTheOneThatWent++;
            }
            if (!after.choose(random, 0, key, NOW, List.of()).name().equals(first.name())) {
                moved++;
            }
        }
        assertThat(moved).isEqualTo(ofTheOneThatWent).isBetween(2_200, 2_800);
    }

    @Test
    void nobody_who_is_draining_or_down_is_ever_chosen_and_the_unready_only_when_all_must_help() {
        var random = new SplittableRandom(11);
        var states = EndpointState.values();
        for (int run = 0; run < 20_000; run++) {
            var candidates = new ArrayList<Some>();
            var count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                var one =
                        Some.in(states[random.nextInt(states.length)], "e" + i).loaded(random.nextInt(4));
                candidates.add(
                        switch (random.nextInt(4)) {
                            case 0 -> one.ejected();
                            case 1 -> one.resting();
                            default -> one;
                        });
            }
            var algorithm = Algorithm.values()[random.nextInt(3)];
            var rota = new Rota<>(algorithm, 3, 0, candidates);
            var chosen = rota.choose(random, random.nextInt(100), random.nextLong(), NOW, List.of());
            if (chosen == null) {
                continue;
            }
            assertThat(chosen.state()).isNotIn(EndpointState.DRAINING, EndpointState.DOWN);
            assertThat(chosen.load()).isLessThan(3);
            assertThat(chosen.standing().isResting(NOW)).isFalse();
            var somebodyGood = candidates.stream()
                    .anyMatch(it ->
                            it.state() == EndpointState.READY && it.standing().isGood(NOW) && it.load() < 3);
            if (somebodyGood && !rota.isFailOpen(NOW)) {
                assertThat(chosen.state()).isIn(EndpointState.READY, EndpointState.SPARE);
                assertThat(chosen.standing().isEjected(NOW)).isFalse();
            }
        }
    }

    @Test
    void with_fewer_than_half_in_order_all_that_live_are_asked() {
        var rota = rota(
                Algorithm.LEAST_REQUEST,
                Some.ready("good"),
                Some.in(EndpointState.UNREADY, "sick"),
                Some.in(EndpointState.UNREADY, "ill"),
                Some.in(EndpointState.DOWN, "dead"));
        assertThat(rota.isFailOpen(NOW)).isTrue();
        assertThat(draws(rota, 300)).containsOnlyKeys("good", "sick", "ill");
    }

    @Test
    void with_half_in_order_the_sick_are_left_alone() {
        var rota = rota(Algorithm.LEAST_REQUEST, Some.ready("good"), Some.in(EndpointState.UNREADY, "sick"));
        assertThat(rota.isFailOpen(NOW)).isFalse();
        assertThat(draws(rota, 300)).containsOnlyKeys("good");
    }

    @Test
    void a_spare_stands_in_only_for_one_that_fails() {
        assertThat(draws(rota(Algorithm.LEAST_REQUEST, Some.ready("a"), Some.in(EndpointState.SPARE, "s")), 100))
                .containsOnlyKeys("a");
        assertThat(draws(
                        rota(
                                Algorithm.LEAST_REQUEST,
                                Some.ready("a").resting(),
                                Some.ready("b"),
                                Some.in(EndpointState.SPARE, "s"),
                                Some.in(EndpointState.SPARE, "t")),
                        400))
                .containsOnlyKeys("b", "s");
        assertThat(draws(rota(Algorithm.ROUND_ROBIN, Some.in(EndpointState.SPARE, "s")), 10))
                .containsOnlyKeys("s");
    }

    @Test
    void a_young_one_gets_its_share_slowly() {
        var candidates = List.of(Some.ready("old"), Some.ready("young").since(NOW - SECOND));
        var drawn = draws(new Rota<>(Algorithm.ROUND_ROBIN, NO_LIMIT, 10 * SECOND, candidates), 1_000);
        assertThat(drawn.get("young")).isBetween(20, 100);
        drawn = draws(new Rota<>(Algorithm.LEAST_REQUEST, NO_LIMIT, 10 * SECOND, candidates), 1_000);
        assertThat(drawn.get("young")).isBetween(200, 300);
    }

    @Test
    void one_that_was_tried_is_chosen_again_only_if_there_is_nobody_else() {
        var a = Some.ready("a");
        var b = Some.ready("b");
        var random = new SplittableRandom(1);
        assertThat(rota(Algorithm.LEAST_REQUEST, a, b).choose(random, 0, 0, NOW, List.of(a)))
                .isEqualTo(b);
        assertThat(rota(Algorithm.LEAST_REQUEST, a).choose(random, 0, 0, NOW, List.of(a)))
                .isEqualTo(a);
    }

    @Test
    void at_least_half_of_the_ready_stay() {
        assertThat(rota(Algorithm.LEAST_REQUEST, Some.ready("a")).mayEject(NOW)).isFalse();
        assertThat(rota(Algorithm.LEAST_REQUEST, Some.ready("a"), Some.ready("b"))
                        .mayEject(NOW))
                .isTrue();
        assertThat(rota(Algorithm.LEAST_REQUEST, Some.ready("a").ejected(), Some.ready("b"))
                        .mayEject(NOW))
                .isFalse();
        assertThat(rota(Algorithm.LEAST_REQUEST, Some.ready("a").ejected(), Some.ready("b"), Some.ready("c"))
                        .mayEject(NOW))
                .isFalse();
    }
}
