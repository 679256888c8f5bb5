/** Measurements against peers; started by {@code benchmarks/run}. */
module daruma.benchmarks {
    requires static org.jspecify;
}
