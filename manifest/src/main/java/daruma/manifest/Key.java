package daruma.manifest;

/**
 * One key that a file may use.
 *
 * @param says one sentence for people, as the editor shows it
 */
record Key(String name, Shape shape, String says) {}
