package daruma.logs;

/** The begin of a line, or the end, in one app's log. */
record Place(long generation, long offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        int byFile = Long.compare(generation, other.generation);
        return byFile != 0 ? byFile : Long.compare(offset, other.offset);
    }
}
