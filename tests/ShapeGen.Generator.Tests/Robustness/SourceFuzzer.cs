using System.Globalization;
using System.Text;

namespace ShapeGen.Generator.Tests.Robustness;

/// <summary>Writes sources as they are while someone types: mostly plausible, often wrong. The same seed writes the same.</summary>
internal sealed class SourceFuzzer(int seed)
{
    private static readonly string[] Attributes = ["Linear", "LayerNorm", "FeedForward", "MultiHeadAttention", "Encoder", .. Stages];

    private static string[] Stages => ["Projection", "TokenEmbedding", "PatchEmbedding", "ClassToken", "Positions", "InputNorm", "Pool", "Head"];

    private static readonly string[] Names =
        ["In", "Out", "Dim", "Embed", "Heads", "Ffn", "Activation", "Epsilon", "Bias", "Tokens", "Dropout", "AttentionDropout", "FfnDropout", "Wrong",
        "Vocab", "Types", "Scale", "Height", "Width", "Patch", "Channels", "Mean", "Std", "Deviation", "Max", "Offset", "Kind", "Sinusoid", "Normalize", "ExcludeClass"];

    private static readonly string[] Oddities =
    [
        "0", "-1", "-2147483648", "2147483647", "99999999999999", "1e30f", "float.NaN", "float.NegativeInfinity", "double.Epsilon", "1.5", "\"64\"",
        "null", "default", "'c'", "true", "typeof(int)", "new int[] { 1 }", "new[] { typeof(M) }", "nameof(M)", "Missing", "Missing.Name", "M.Embed",
        "new[] { 0.5f }", "new[] { float.NaN, 1f }", "Pooling.Class", "Pooling.Mean", "(Pooling)7", "PositionKind.Sinusoidal", "HeadActivation.Softmax",
        "(Activation)9", "(Activation)(-1)", "(int)Activation.Relu", "1 +", "-", "(", "[]", "", "checked(int.MaxValue + 1)", "1 / 0", "0x7fffffff",
        "1_000_000", "(byte)300", "\"\"\"raw\"\"\"", "$\"{1}\"", "delegate { }", "x => x", "1, 2, 3", "Activation.", "@in: 3", "embed: 4",
    ];

    private static readonly string[] Types = ["M", "m", "N", "@class", "@record", "@event", "Größe", "模型", "Forward", "Embed", "Run", "_", "M<T>", "Tokens"];

    private static readonly string[] Members =
    [
        "int Embed;", "public void Forward() { }", "public M() { }", "static M() { }", "int this[int i] => i;", "public static int Load(string path) => 1;",
        "class Load;", "event System.Action Run;", "public required int Size { get; set; }", "~M() { }", "int Dim => 3;", "void Forward(System.ReadOnlySpan<float> a, System.Span<float> b, int c, int d) { }", "int Threads => 3;", "void WithThreads(int n) { }",
        "partial void Layout();", "int", "public", "[Linear(1, 1)] partial class M;", "enum Heads { A }", "const int Out = \"x\";", "object _weights = null!;",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A file of one to three types.</summary>
    public string Next()
    {
        StringBuilder source = new("using ShapeGen;\n");
        int types = Pick(1, 1, 1, 2, 3);
        for (int i = 0; i < types; i++)
        {
            source.Append(Contained()).Append('\n');
        }

        string text = source.ToString();
        return _random.Next(8) switch
        {
            0 => text[.._random.Next(text.Length)],
            1 => text.Remove(_random.Next(text.Length), 1),
            2 => text.Insert(_random.Next(text.Length), Pick("{", "}", "(", ")", "[", "]", "<", ">", "\"", "'", "/*", "//", "#if", "partial", "\0", "\uD800", "@")),
            _ => text,
        };
    }

    private string Contained()
    {
        string type = Type();
        return _random.Next(12) switch
        {
            0 => $"namespace A.B {{ {type} }}",
            1 => $"namespace a.b {{ {type} }}",
            2 => $"partial interface IOuter {{ {type} }}",
            3 => $"partial struct Outer<T> {{ {type} }}",
            4 => $"partial record Outer(int Size) {{ partial class Inner {{ {type} }} }}",
            5 => $"class Closed {{ {type} }}",
            6 => $"namespace @namespace.@if {{ {type} }}",
            _ => type,
        };
    }

    private string Type()
    {
        string modifiers = Pick("partial", "partial", "partial", "partial", "partial", "public partial", "public sealed partial", "", "static partial", "abstract partial", "file partial", "unsafe partial", "partial partial");
        string keyword = Pick("class", "class", "class", "class", "class", "record", "record class", "record struct", "struct", "interface", "enum", "delegate");
        string name = _random.Next(3) == 0 ? Pick(Types) : "M";
        string parents = _random.Next(8) == 0 ? Pick(" : System.Exception", " : M", " : Missing", " : System.IDisposable", "(int size)", "(int size) : System.Exception(\"\")", " where T : class", " :") : "";
        string members = _random.Next(4) == 0 ? Pick(Members) + (_random.Next(3) == 0 ? Pick(Members) : "") : "";
        return $"{Applied()} {modifiers} {keyword} {name}{parents} {{ {members} }}";
    }

    private string Applied()
    {
        string first = $"[{Attribute()}]";
        return _random.Next(12) switch
        {
            0 => first + $"[{Attribute()}]",
            1 => $"[{Attribute()}, {Attribute()}]",
            2 => first[..^1],
            3 => "[System.Obsolete]" + first,
            4 or 5 => WholeModel(),
            _ => first,
        };
    }

    /// <summary>An encoder with stages around it, in any order.</summary>
    private string WholeModel()
    {
        List<string> attributes = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => _random.Next(4) == 0 ? Attribute() : Stage(Pick(Stages)))];
        attributes.Insert(_random.Next(attributes.Count + 1), "Encoder(4, 2, 8)");
        return $"[{string.Join(", ", attributes)}]";
    }

    private string Stage(string name) => name switch
    {
        "Projection" => $"Projection({Small()})",
        "TokenEmbedding" => $"TokenEmbedding({Small()}, Types = {_random.Next(3)})",
        "PatchEmbedding" => $"PatchEmbedding({2 * _random.Next(1, 4)}, 4, 2{Pick("", ", 1", ", 1, Mean = new[] { 0.5f }, Std = new[] { 0.5f }")})",
        "ClassToken" => name,
        "Positions" => $"Positions({_random.Next(1, 20)}{Pick("", ", Offset = 2", ", Kind = PositionKind.Sinusoidal")})",
        "InputNorm" => Pick(name, "InputNorm(1e-6f)"),
        "Pool" => $"Pool(Pooling.{Pick("Class", "Mean", "Max", "Last")}{Pick("", ", Normalize = true", ", ExcludeClass = true")})",
        "Head" => $"Head({Small()}, Activation = HeadActivation.{Pick("None", "Tanh", "Gelu", "Relu", "Sigmoid", "Softmax")})",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such stage is known."),
    };

    /// <summary>Half of them right, so that what follows the arguments is reached too.</summary>
    private string Attribute()
    {
        string name = Pick(Attributes);
        if (_random.Next(2) == 0)
        {
            int heads = _random.Next(1, 4);
            string sizes = name switch
            {
                "Linear" => $"{Small()}, {Small()}",
                "LayerNorm" => $"Dim = {Small()}",
                "FeedForward" => $"{Small()}, {Small()}",
                "MultiHeadAttention" => $"{heads * _random.Next(1, 4)}, {heads}",
                _ when Stages.Contains(name) => "",
                _ => $"Embed = {heads * _random.Next(1, 4)}, Heads = {heads}, Ffn = {Small()}",
            };
            return Stages.Contains(name) ? Stage(name) : $"{name}({sizes}{Pick("", "", "", ", Tokens = 2", ", Bias = false", ", Tokens = 0")})";
        }

        IEnumerable<string> arguments = Enumerable.Range(0, _random.Next(6)).Select(_ =>
            (_random.Next(3) == 0 ? "" : Pick(Names) + Pick(" = ", " = ", " = ", ": ", " ")) + (_random.Next(2) == 0 ? Pick(Oddities) : Small()));
        return Pick("", "", "", "ShapeGen.", "global::ShapeGen.", "Shape.") + name + Pick("", "", "", "Attribute", "<int>")
            + Pick("(", "(", "(", "(", "(", "", "((") + string.Join(Pick(", ", ", ", ", ", ",", " ", ",,"), arguments) + Pick(")", ")", ")", ")", ")", "", "))");
    }

    private string Small() => _random.Next(1, 9).ToString(CultureInfo.InvariantCulture);

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
