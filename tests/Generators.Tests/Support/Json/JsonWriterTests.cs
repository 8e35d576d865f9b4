using QMacVerify.Generators.Support.Json;
using QMacVerify.Generators.Tests.Reading;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Support.Json;

public sealed class JsonWriterTests
{
    [Fact]
    public void ToString_EveryForm_ReadsWell()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("text", "quote \" backslash \\ line\nfeed \u2028 ä \ud800");
            json.Member("number", long.MinValue);
            json.Member("flag", true);
            json.Member("integers", [1, -2, 3]);
            json.Member("texts", ["a", "b"]);
            json.Member("real", 0.1);
            json.Member("reals", [1e300, -0.5]);
            json.Null("nothing");
            using (json.Object("empty"))
            {
            }

            using (json.Object("inline", inline: true))
            {
                json.Member("a", 1);
                json.Member("b", "c");
            }

            using (json.Array("list"))
            {
                json.Value(1);
                json.Value("two");
                json.Null();
                using (json.Object())
                {
                    json.Member("three", 3);
                }
            }
        }

        Snapshot.Verify(json.ToString(), "EveryForm", "json");
    }

    [Fact]
    public void Write_ThenRead_GivesEveryTextBack()
    {
        SplitMix64Texts texts = new(seed: 1);
        for (int i = 0; i < 200; i++)
        {
            string text = texts.Next();
            JsonWriter json = new();
            using (json.Object())
            {
                json.Member(text, text);
            }

            JsonValue value = JsonReader.Read("a.json", json.ToString());
            Assert.Equal(text, value.Text(text));
        }
    }
}
