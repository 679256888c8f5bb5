package daruma.control.varlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.control.json.Json;
import daruma.control.json.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdlTest {
    private static final Idl IDL = Idl.parse("""
            # a comment
            interface org.example-one.x1
            type Colour (red, dark_blue)
            type Thing (name: string, colour: ?Colour, sizes: []int, more: [string](a: bool), any: ?object)
            method Make(thing: Thing, weight: ?float) -> (things: []Thing)
            error Broken ()
            """);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "interface x",
                "interface Org_x.y",
                "interface a.b type t ()",
                "interface a.b type T",
                "interface a.b type T (a: Missing)",
                "interface a.b type T (a: ??int)",
                "interface a.b type T (a: int, b)",
                "interface a.b type T (a: int, a: int)",
                "interface a.b type T () type T ()",
                "interface a.b method M()",
                "interface a.b method M(a, b) -> ()",
                "interface a.b type T (a: [int]string)",
                "interface a.b type T (a__b: int)",
                "interface a.b thing T ()",
                "interface a.b type T (a: int,)",
                "interface a.b type T (a: int!)"
            })
    void what_breaks_the_grammar_is_refused(String text) {
        assertThatThrownBy(() -> Idl.parse(text)).isInstanceOf(BadIdl.class).hasMessageStartingWith("line ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name":"a","sizes":[],"more":{}}                                          | []
            {"name":"a","colour":"dark_blue","sizes":[1],"more":{"k":{"a":true}},"any":{}} | []
            {"name":"a","colour":null,"sizes":[],"more":{}}                            | []
            {"sizes":[],"more":{}}                                                     | [.thing.name: missing]
            {"name":1,"sizes":[],"more":{}}                        | [.thing.name: a whole number is not STRING]
            {"name":"a","colour":"green","sizes":[],"more":{}}     | [.thing.colour: not one of [red, dark_blue]]
            {"name":"a","sizes":[1.5],"more":{}}                   | [.thing.sizes[0]: a number with a fraction is not INT]
            {"name":"a","sizes":[],"more":{"k":{}}}                | [.thing.more[k].a: missing]
            {"name":"a","sizes":[],"more":{},"x":1}                | [.thing.x: not declared]
            """)
    void a_value_is_checked_against_its_type(String thing, String problems) {
        var call = Json.object().put("thing", JsonText.parse(thing)).build();
        assertThat(IDL.problemsOfCall("Make", call)).hasToString(problems);
    }

    @Test
    void unknown_methods_and_errors_are_problems() {
        assertThat(IDL.problemsOfReply("Break", Json.Obj.EMPTY)).containsExactly("there is no method Break");
        assertThat(IDL.problemsOfError("Bent", Json.Obj.EMPTY)).containsExactly("there is no error Bent");
        assertThat(IDL.problemsOfError("Broken", Json.Obj.EMPTY)).isEmpty();
    }
}
