package daruma.balancer.choice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A fifth of the requests, and a few to begin with. */
class RetryBudgetTest {
    @Test
    void ten_are_there_at_the_start_and_then_one_for_every_five_requests() {
        var budget = new RetryBudget();
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take()).isTrue();
        }
        assertThat(budget.take()).isFalse();
        int taken = 0;
        for (int i = 0; i < 1_000; i++) {
            budget.request();
            if (budget.take()) {
                taken++;
            }
        }
        assertThat(taken).isEqualTo(200);
    }

    @Test
    void what_is_saved_up_is_bounded() {
        var budget = new RetryBudget();
        for (int i = 0; i < 1_000_000; i++) {
            budget.request();
        }
        int taken = 0;
        while (budget.take()) {
            taken++;
        }
        assertThat(taken).isEqualTo(100);
    }
}
