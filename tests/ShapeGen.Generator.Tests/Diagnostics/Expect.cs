using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>
/// Asserts exactly which diagnostics a source gets, and that nothing follows from them: where a stub can be made, code that uses the model
/// compiles. One mistake, one error.
/// </summary>
internal static partial class Expect
{
    /// <summary>The first lines of every test's source.</summary>
    private const string Usings = "using System;\nusing ShapeGen;\n";

    /// <summary>A mistake in the class <c>M</c> that leaves a stub.</summary>
    /// <param name="markup">The class, with the places marked.</param>
    /// <param name="messages">The messages in the order of the marks.</param>
    public static void Stub(string markup, params string[] messages)
    {
        Markup expected = Markup.Parse(Usings + markup);
        string attribute = FirstAttribute().Match(expected.Source).Groups[1].Value;
        Reported([new("Model.cs", expected.Source), new("Consumer.cs", Consumer.Of("M", attribute))], expected, messages);
    }

    /// <summary>A mistake that leaves no stub, or whose stub lacks what the user has of his own.</summary>
    public static void Alone(string markup, params string[] messages)
    {
        Markup expected = Markup.Parse(Usings + markup);
        Reported([new("Model.cs", expected.Source)], expected, messages);
    }

    /// <summary>No mistake: the generator and the compiler have nothing to say, and the model can be used.</summary>
    public static void Nothing(string source, string attribute, string type = "M") =>
        GeneratorRunner.Run([new("Model.cs", Usings + source), new("Consumer.cs", Consumer.Of(type, attribute))]).IsClean();

    /// <summary>No mistake, and a whole model instead of a stub; cheaper than <see cref="Nothing"/>, where the code itself is not in question.</summary>
    public static void Accepted(string source)
    {
        GeneratorRun run = GeneratorRunner.Run(Usings + source);
        Assert.Empty(run.Reported);
        Assert.Equal(2, run.ModelSources.Count);
    }

    private static void Reported(IReadOnlyList<SourceFile> files, Markup expected, string[] messages)
    {
        GeneratorRun run = GeneratorRunner.Run(files);
        var wanted = expected.Marks.Select((mark, index) => (mark.Id, new TextSpan(mark.Start, mark.Length), Message: messages.ElementAtOrDefault(index) ?? ""));
        var found = run.Reported.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan, Message: diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(wanted.Select(Show(expected.Source)).Order(), found.Select(Show(expected.Source)).Order());
        Assert.All(run.Reported, diagnostic => Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity));
        run.Compiles();
    }

    private static Func<(string Id, TextSpan Span, string Message), string> Show(string source) => diagnostic =>
        $"{diagnostic.Id} at {diagnostic.Span} '{source.Substring(diagnostic.Span.Start, diagnostic.Span.Length)}': {diagnostic.Message}";

    [GeneratedRegex(@"[\[ .](Encoder|MultiHeadAttention|FeedForward|LayerNorm|Linear)(?:Attribute)?[\(\],]")]
    private static partial Regex FirstAttribute();
}
