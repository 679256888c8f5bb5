package daruma.balancer.http;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.balancer.ProgramFake;
import daruma.balancer.TestBalancer;
import daruma.balancer.TestCertificate;
import daruma.model.traffic.Balancing;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 to clients, HTTP/1.1 to programs. */
class Http2Test {
    private TestBalancer balancer;
    private ProgramFake program;
    private MultiThreadIoEventLoopGroup group;

    @BeforeEach
    void begin() throws Exception {
        program = ProgramFake.echoing();
        balancer = new TestBalancer();
        balancer.serve(Balancing.DEFAULT, program);
        group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    @AfterEach
    void end() throws Exception {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        balancer.close();
        program.close();
    }

    private record Answer(String status, String body, boolean reset) {}

    private Channel connect() throws Exception {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient()
                                                .validateHeaders(false)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.close();
                                            }
                                        }));
                    }
                })
                .connect(new InetSocketAddress("127.0.0.1", balancer.port()))
                .sync()
                .channel();
    }

    private static CompletableFuture<Answer> send(Channel connection, Http2Headers headers, String... body)
            throws Exception {
        var answer = new CompletableFuture<Answer>();
        var stream = new Http2StreamChannelBootstrap(connection)
                .handler(new SimpleChannelInboundHandler<Http2StreamFrame>() {
                    private final StringBuilder text = new StringBuilder();
                    private String status = "";

                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, Http2StreamFrame frame) {
                        var last = false;
                        if (frame instanceof Http2HeadersFrame head) {
                            status = head.headers().status().toString();
                            last = head.isEndStream();
                        } else if (frame instanceof Http2DataFrame data) {
                            text.append(data.content().toString(StandardCharsets.UTF_8));
                            last = data.isEndStream();
                        } else if (frame instanceof Http2ResetFrame) {
                            answer.complete(new Answer(status, text.toString(), true));
                        }
                        if (last) {
                            answer.complete(new Answer(status, text.toString(), false));
                        }
                    }

                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        if (event instanceof Http2ResetFrame) {
                            answer.complete(new Answer(status, text.toString(), true));
                        }
                    }
                })
                .open()
                .sync()
                .getNow();
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, body.length == 0));
        for (int i = 0; i < body.length; i++) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(
                    Unpooled.copiedBuffer(body[i], StandardCharsets.UTF_8), i == body.length - 1));
        }
        return answer;
    }

    private static Http2Headers get(String path) {
        return new DefaultHttp2Headers(false)
                .method("GET")
                .scheme("http")
                .authority("shop")
                .path(path);
    }

    private static Answer within(CompletableFuture<Answer> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_client_that_knows_gets_its_answer_over_http2() throws Exception {
        var connection = connect();
        var answer = within(send(
                connection,
                get("/a?b").add("x-some", "thing").add("cookie", "a=1").add("cookie", "b=2")));
        assertThat(answer.status()).isEqualTo("200");
        assertThat(answer.body())
                .startsWith("GET /a?b HTTP/1.1\r\nhost: shop\r\n")
                .contains("x-some: thing\r\n", "cookie: a=1; b=2\r\n", "X-Forwarded-For: 127.0.0.1\r\n");
        connection.close().sync();
    }

    @Test
    void bodies_are_chunked_or_as_long_as_they_say() throws Exception {
        var connection = connect();
        var chunked = within(send(connection, get("/c").method("POST"), "hel", "lo"));
        assertThat(chunked.body()).contains("Transfer-Encoding: chunked\r\n").endsWith("\r\n\r\nhello");
        var long5 = within(send(connection, get("/l").method("POST").add("content-length", "5"), "hel", "lo"));
        assertThat(long5.body()).contains("content-length: 5\r\n").endsWith("\r\n\r\nhello");
        connection.close().sync();
    }

    @Test
    void many_streams_of_one_connection_are_answered_each() throws Exception {
        var connection = connect();
        var answers = IntStream.range(0, 100)
                .mapToObj(i -> {
                    try {
                        return send(connection, get("/" + i));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(within(answers.get(i)).body()).startsWith("GET /" + i + " HTTP/1.1\r\n");
        }
        connection.close().sync();
    }

    @Test
    void what_would_be_something_else_in_http1_is_not_passed_on() throws Exception {
        refused(get("/").add("x", "a\r\ntransfer-encoding: chunked"));
        refused(get("/").add("x\r\ny", "a"));
        refused(get("/").add("x y", "a"));
        refused(get("/ HTTP/1.1\r\nhost: evil\r\n\r\nGET /admin"));
        refused(get("http://evil/"));
        refused(get("/").method("GET / HTTP/1.1\r\nx: "));
        refused(get("/").authority("a\r\nx: y"));
        refused(get("/").add("host", "other"));
        refused(get("/").add("transfer-encoding", "chunked"));
        refused(get("/").add("connection", "x-forwarded-for"));
        refused(get("/").add("upgrade", "websocket"));
        refused(get("/").add("content-length", "5"));
        refused(get("/").method("POST").add("content-length", "2"), "hello");
        refused(get("/").method("POST").add("content-length", "7"), "hello");
        refused(get("/").method("POST").add("content-length", "5").add("content-length", "6"), "hello");
    }

    private void refused(Http2Headers headers, String... body) throws Exception {
        var connection = connect();
        var before = program.requests().size();
        var answer = within(send(connection, headers, body));
        assertThat(answer.reset() || answer.status().equals("400"))
                .as("%s: %s", headers, answer)
                .isTrue();
        assertThat(program.requests()).as("%s", headers).hasSize(before);
        connection.close().sync();
    }

    @Test
    void over_tls_the_protocol_is_agreed_upon(@TempDir Path directory) throws Exception {
        var certificate = TestCertificate.in(directory, "one");
        balancer.serve(Balancing.DEFAULT.withTls(certificate.tls()), program);
        for (var version : HttpClient.Version.values()) {
            if (version.name().startsWith("HTTP_3")) {
                continue;
            }
            try (var client = HttpClient.newBuilder()
                    .sslContext(certificate.trusting())
                    .version(version)
                    .build()) {
                var answer = client.send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + balancer.port() + "/x"))
                                .POST(HttpRequest.BodyPublishers.ofString("hello"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body())
                        .contains("X-Forwarded-Proto: https\r\n")
                        .endsWith("hello");
            }
        }
    }
}
