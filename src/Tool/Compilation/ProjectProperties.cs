using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ShapeGen.Tool.Compilation;

/// <summary>The properties that a build would pass to the generator.</summary>
internal sealed class ProjectProperties(bool stageTimes) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(stageTimes);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Options(bool stageTimes) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = stageTimes && key == "build_property.ShapeGenStageTimes" ? "true" : null;
            return value is not null;
        }
    }
}
