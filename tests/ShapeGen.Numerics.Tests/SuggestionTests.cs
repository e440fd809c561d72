using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Suggestion;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>The declaration that each golden file suggests, beside the one that is right.</summary>
public sealed class SuggestionTests
{
    private static readonly IReadOnlyList<SuggestionCase> Cases =
    [
        .. ModelGolden.All.Select(golden => new SuggestionCase($"Models/{golden.Name}", golden.FilePath, golden.Attribute, LayersOnly: false)),
        .. GoldenCase.Families.Select(golden => new SuggestionCase($"Families/{golden.Name}", golden.FilePath, golden.Attribute(withTokens: false), LayersOnly: true)),
        .. GoldenCase.Encoders.Select(golden => new SuggestionCase($"Encoders/{golden.Name}", golden.FilePath, golden.Attribute(withTokens: false), LayersOnly: false)),
        .. GoldenCase.Convolutions.Select(golden => new SuggestionCase($"Convolutions/{golden.Name}", golden.FilePath, golden.Attribute(withTokens: false), LayersOnly: false)),
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, EncoderModule>> Right = new(() =>
    {
        List<string> all = Cases.Select(golden => golden.Declaration).Distinct(StringComparer.Ordinal).ToList();
        return all.Zip(DeclaredModules.Read(all)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    });

    public static TheoryData<string> Names => new(Cases.Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_what_was_declared(string name)
    {
        EncoderModule right = Right.Value[Cases.Single(golden => golden.Name == name).Declaration];
        string written = string.Join(", ", DeclarationWriter.Attributes(right));
        Assert.Equal(right, DeclaredModules.Read(written));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_alone_suggests_the_right_declaration_but_for_what_is_remarked(string name)
    {
        SuggestionCase golden = Cases.Single(golden => golden.Name == name);
        Check(golden, golden.OfFileAlone());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void With_a_configuration_it_suggests_the_right_declaration_but_for_what_is_remarked(string name)
    {
        SuggestionCase golden = Cases.Single(golden => golden.Name == name);
        Check(golden, golden.WithConfiguration(Right.Value[golden.Declaration]));
    }

    private static void Check(SuggestionCase golden, Suggestion suggestion)
    {
        Assert.True(suggestion.Module is not null, $"{suggestion.Family}: {string.Join("; ", suggestion.Refusals)}");

        // The generator reads what is written without a diagnostic, as the model that was meant.
        string written = string.Join(", ", suggestion.Attributes);
        Assert.Equal(suggestion.Module, DeclaredModules.Read(written));

        EncoderModule right = Right.Value[golden.Declaration];
        EncoderModule suggested = suggestion.Module;
        if (suggestion.Remarks.Any(remark => remark.IsAbout(new("Encoder", 0, "NormKind"))))
        {
            // Which biases are written depends on the kind of norms.
            suggested = suggested with { Norm = suggested.Norm with { Kind = right.Norm.Kind, Bias = right.Norm.Bias && suggested.Norm.Bias } };
        }

        List<ArgumentName> differences = Differences(suggested, right).ToList();
        List<ArgumentName> silent = differences.Where(difference => !suggestion.Remarks.Any(remark => remark.IsAbout(difference))).ToList();
        Assert.True(silent.Count == 0, $"Without a remark: {string.Join(", ", silent)}\n{written}\n{golden.Declaration}");
    }

    /// <summary>The arguments in which two models differ. What is ignored is no property of a model, and a prefix is as good as a family's own.</summary>
    private static IEnumerable<ArgumentName> Differences(EncoderModule suggested, EncoderModule right)
    {
        Dictionary<ArgumentName, string> ours = Arguments(suggested);
        Dictionary<ArgumentName, string> theirs = Arguments(right);
        return ours.Keys.Union(theirs.Keys).Where(key => ours.GetValueOrDefault(key) != theirs.GetValueOrDefault(key));
    }

    private static Dictionary<ArgumentName, string> Arguments(EncoderModule module)
    {
        Dictionary<ArgumentName, string> all = [];
        foreach (IGrouping<string, DeclaredAttribute> attributes in DeclarationWriter.Attributes(module with { Names = module.Names with { Ignored = new EquatableArray<string>([]), Prefix = null } }).GroupBy(attribute => attribute.Name))
        {
            int index = 0;
            foreach (DeclaredAttribute attribute in attributes)
            {
                all[new(attribute.Name, index, "")] = "";
                foreach (DeclaredArgument argument in attribute.Arguments)
                {
                    all[new(attribute.Name, index, argument.Name)] = argument.Value;
                }

                index++;
            }
        }

        return all;
    }
}
