package daruma.control.varlink;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads an interface description by recursive descent, one method for each rule of varlink's grammar. */
final class IdlParser {
    private static final Pattern INTERFACE =
            Pattern.compile("[A-Za-z]([-]*[A-Za-z0-9])*(\\.[A-Za-z0-9]([-]*[A-Za-z0-9])*)+");
    private static final Pattern MEMBER = Pattern.compile("[A-Z][A-Za-z0-9]*");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z](_?[A-Za-z0-9])*");
    private static final Pattern TOKEN =
            Pattern.compile("\\s+|#[^\\n]*|->|\\[\\]|[()\\[\\]?:,]|[A-Za-z0-9_.-]*[A-Za-z0-9_.]");

    private record Token(String text, int line) {}

    private final List<Token> tokens = new ArrayList<>();
    private final Set<Token> references = new HashSet<>();
    private int next;

    IdlParser(String text) {
        var matcher = TOKEN.matcher(text);
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new BadIdl(line, "unexpected character " + text.charAt(at));
            }
            var token = matcher.group();
            if (!token.isBlank() && !token.startsWith("#")) {
                tokens.add(new Token(token, line));
            }
            line += (int) token.chars().filter(c -> c == '\n').count();
            at = matcher.end();
        }
        tokens.add(new Token("", line));
    }

    Idl parse() {
        expect("interface");
        var name = word(INTERFACE, "the name of an interface");
        var types = new LinkedHashMap<String, Idl.Type>();
        var methods = new LinkedHashMap<String, Idl.MethodType>();
        var errors = new LinkedHashMap<String, Idl.Struct>();
        var members = new HashSet<String>();
        while (!peek().isEmpty()) {
            var line = line();
            var keyword = take();
            var member = word(MEMBER, "a name that begins with a capital");
            if (!members.add(member)) {
                throw new BadIdl(line, member + " is defined twice");
            }
            switch (keyword) {
                case "type" -> types.put(member, structOrChoice());
                case "method" -> {
                    var parameters = struct();
                    expect("->");
                    methods.put(member, new Idl.MethodType(parameters, struct()));
                }
                case "error" -> errors.put(member, struct());
                default -> throw new BadIdl(line, "\"" + keyword + "\" is none of type, method, error");
            }
        }
        for (var reference : references) {
            if (!types.containsKey(reference.text())) {
                throw new BadIdl(reference.line(), "the type " + reference.text() + " is not defined");
            }
        }
        return new Idl(name, types, methods, errors);
    }

    private Idl.Type type() {
        if (peek().equals("?")) {
            take();
            if (peek().equals("?")) {
                throw new BadIdl(line(), "a type is optional once");
            }
            return new Idl.Nullable(type());
        }
        if (peek().equals("[]")) {
            take();
            return new Idl.Array(type());
        }
        if (peek().equals("[")) {
            take();
            expect("string");
            expect("]");
            return new Idl.Dictionary(type());
        }
        if (peek().equals("(")) {
            return structOrChoice();
        }
        var token = tokens.get(next);
        return switch (take()) {
            case "bool" -> Idl.Basic.BOOL;
            case "int" -> Idl.Basic.INT;
            case "float" -> Idl.Basic.FLOAT;
            case "string" -> Idl.Basic.STRING;
            case "object" -> Idl.Basic.OBJECT;
            case "any" -> Idl.Basic.ANY;
            default -> {
                if (!MEMBER.matcher(token.text()).matches()) {
                    throw new BadIdl(token.line(), "\"" + token.text() + "\" is not a type");
                }
                references.add(token);
                yield new Idl.Named(token.text());
            }
        };
    }

    private Idl.Struct struct() {
        var line = line();
        if (structOrChoice() instanceof Idl.Struct struct) {
            return struct;
        }
        throw new BadIdl(line, "fields have types here");
    }

    private Idl.Type structOrChoice() {
        expect("(");
        if (peek().equals(")")) {
            take();
            return new Idl.Struct(Map.of());
        }
        var words = new ArrayList<String>();
        var fields = new LinkedHashMap<String, Idl.Type>();
        while (true) {
            var line = line();
            var field = word(FIELD, "the name of a field");
            if (fields.containsKey(field) || words.contains(field)) {
                throw new BadIdl(line, field + " is there twice");
            }
            if (peek().equals(":")) {
                take();
                fields.put(field, type());
            } else {
                words.add(field);
            }
            if (!fields.isEmpty() && !words.isEmpty()) {
                throw new BadIdl(line, "either all have types or none has");
            }
            if (peek().equals(")")) {
                take();
                return fields.isEmpty() ? new Idl.Choice(words) : new Idl.Struct(fields);
            }
            expect(",");
        }
    }

    private String word(Pattern pattern, String what) {
        var line = line();
        var text = take();
        if (!pattern.matcher(text).matches()) {
            throw new BadIdl(line, "\"" + text + "\" is not " + what);
        }
        return text;
    }

    private void expect(String text) {
        var line = line();
        var found = take();
        if (!found.equals(text)) {
            throw new BadIdl(line, "\"" + text + "\" was expected, not \"" + found + "\"");
        }
    }

    private String peek() {
        return tokens.get(next).text();
    }

    private String take() {
        var text = peek();
        if (text.isEmpty()) {
            throw new BadIdl(line(), "it ends too early");
        }
        next++;
        return text;
    }

    private int line() {
        return tokens.get(next).line();
    }
}
