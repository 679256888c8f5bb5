package hello;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A Spring Boot server. PORT decides where (see application.properties). */
@SpringBootApplication
@RestController
public class Hello {
    public static void main(String[] args) {
        SpringApplication.run(Hello.class, args);
    }

    @GetMapping("/")
    String hello() {
        return "hello from " + ProcessHandle.current().pid() + "\n";
    }

    @EventListener
    void sayWhere(WebServerInitializedEvent event) {
        System.out.println(
                "listening on http://localhost:" + event.getWebServer().getPort());
    }
}
