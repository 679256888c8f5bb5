package daruma.model.traffic;

/** The header of a connection that tells who the client is, where a proxy is in between. */
public enum ProxyProtocol {
    NONE,
    /** A line of text. */
    V1,
    /** Binary. */
    V2
}
