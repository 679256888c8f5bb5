package daruma.balancer.tls;

import daruma.model.traffic.Tls;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its key, as it was read; {@link #refreshed} is the next one, if the files have changed.
 *
 * @param context for new connections; those that are open keep theirs
 * @param stamps by which a change is seen
 */
public record Certificates(Tls tls, boolean http2, SslContext context, List<Object> stamps) {

    /** Reads the files. */
    public static Certificates read(Tls tls, boolean http2) throws BadCertificate {
        var stamps = stamps(tls);
        var chain = chain(tls.certificate());
        var key = PrivateKeys.parse(tls.key(), text(tls.key()));
        try {
            if (!PrivateKeys.belongTogether(key, chain[0].getPublicKey())) {
                throw doNotMatch(tls);
            }
            var builder = SslContextBuilder.forServer(key, chain)
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2");
            if (http2) {
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
            }
            return new Certificates(tls, http2, builder.build(), stamps);
        } catch (SignatureException _) {
            throw doNotMatch(tls);
        } catch (GeneralSecurityException | IOException e) {
            throw new BadCertificate("the certificate " + tls.certificate() + " cannot be used: " + e.getMessage());
        }
    }

    private static BadCertificate doNotMatch(Tls tls) {
        return new BadCertificate("the key " + tls.key() + " does not belong to the certificate " + tls.certificate()
                + ": the server's own certificate must stand first in its file");
    }

    /** Whether the files are other ones than those that were read. */
    public boolean haveChanged() {
        return !stamps.equals(stamps(tls));
    }

    /** What stands in the files now. */
    public Certificates refreshed() throws BadCertificate {
        return read(tls, http2);
    }

    private static X509Certificate[] chain(String file) throws BadCertificate {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text(file).getBytes(StandardCharsets.ISO_8859_1)));
            if (found.isEmpty()) {
                throw new BadCertificate("there is no certificate in " + file + ": it is to hold them in PEM");
            }
            return found.stream().map(X509Certificate.class::cast).toArray(X509Certificate[]::new);
        } catch (GeneralSecurityException e) {
            throw new BadCertificate("the certificate in " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static String text(String file) throws BadCertificate {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BadCertificate("cannot read " + file + ": " + e);
        }
    }

    private static List<Object> stamps(Tls tls) {
        return List.of(stamp(tls.certificate()), stamp(tls.key()));
    }

    /** Time and length, of the file that a link leads to: that is how certbot puts a new one in place. */
    private static Object stamp(String file) {
        try {
            var path = Path.of(file).toRealPath();
            return List.of(path, Files.getLastModifiedTime(path), Files.size(path));
        } catch (IOException _) {
            return List.of(FileTime.fromMillis(0));
        }
    }
}
