package daruma.model.traffic;

/** What is spoken at a frontend. */
public enum Protocol {
    /** HTTP/1.1 and HTTP/2, request by request. */
    HTTP,
    /** Anything, connection by connection. */
    TCP
}
