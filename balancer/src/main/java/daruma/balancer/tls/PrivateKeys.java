package daruma.balancer.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Private keys in PEM: PKCS #8, and PKCS #1 for RSA; not encrypted. */
final class PrivateKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** Version 0 and the identifier of RSA, as they stand in PKCS #8 before the key itself. */
    private static final byte[] RSA_PREFIX = {
        2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };

    private static final System.Logger LOG = System.getLogger(PrivateKeys.class.getName());

    private PrivateKeys() {}

    static PrivateKey parse(String file, String text) throws BadCertificate {
        var block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new BadCertificate("there is no private key in " + file + ": it is to hold one in PEM");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new BadCertificate("the private key in " + file + " is damaged: " + e.getMessage());
        }
        return switch (block.group(1)) {
            case "PRIVATE KEY" -> key(file, der);
            case "RSA PRIVATE KEY" -> key(file, sequence(RSA_PREFIX, octets(der)));
            case "ENCRYPTED PRIVATE KEY" ->
                throw new BadCertificate("the private key in " + file
                        + " is encrypted, and there is nobody to ask. Decrypt it with: openssl pkey -in " + file);
            default ->
                throw new BadCertificate("the private key in " + file + " is of an old format. Convert it with:"
                        + " openssl pkcs8 -topk8 -nodes -in " + file);
        };
    }

    private static PrivateKey key(String file, byte[] pkcs8) throws BadCertificate {
        for (var algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException _) {
                LOG.log(System.Logger.Level.DEBUG, "the key in {0} is none of {1}", file, algorithm);
            } catch (GeneralSecurityException e) {
                throw new BadCertificate("the private key in " + file + " cannot be read: " + e.getMessage());
            }
        }
        throw new BadCertificate("the private key in " + file + " is neither of RSA nor EC nor EdDSA, or damaged");
    }

    private static byte[] octets(byte[] content) {
        return tagged((byte) 4, content);
    }

    private static byte[] sequence(byte[] first, byte[] second) {
        return tagged(
                (byte) 0x30,
                ByteBuffer.allocate(first.length + second.length)
                        .put(first)
                        .put(second)
                        .array());
    }

    private static byte[] tagged(byte tag, byte[] content) {
        // Keys are longer than 255 bytes and shorter than 64 KiB: the length always takes two.
        return ByteBuffer.allocate(content.length + 4)
                .put(tag)
                .put((byte) 0x82)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    /** Whether what is signed with one can be verified with the other. */
    static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        var signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                });
        var message = new byte[] {7};
        signature.initSign(key);
        signature.update(message);
        var signed = signature.sign();
        signature.initVerify(certified);
        signature.update(message);
        return signature.verify(signed);
    }
}
