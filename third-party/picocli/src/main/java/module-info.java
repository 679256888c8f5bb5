/** picocli as published, recompiled; the name of the published module is kept. */
module info.picocli {
    exports picocli;

    requires static java.sql;
}
