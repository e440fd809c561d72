using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Suggestion;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>The declaration that each golden file suggests, beside the one that is right.</summary>
public sealed class SuggestionTests
{
    public static TheoryData<string> Names => new(SuggestionCase.All.Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_what_was_declared(string name)
    {
        EncoderModule right = SuggestionCase.Of(name).Right;
        string written = string.Join(", ", DeclarationWriter.Attributes(right));
        Assert.Equal(right, DeclaredModules.Read(written));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_alone_suggests_the_right_declaration_but_for_what_is_remarked(string name)
    {
        SuggestionCase golden = SuggestionCase.Of(name);
        Check(golden, golden.OfFileAlone());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void With_a_configuration_it_suggests_the_right_declaration_but_for_what_is_remarked(string name)
    {
        SuggestionCase golden = SuggestionCase.Of(name);
        Check(golden, golden.WithConfiguration());
    }

    /// <summary>The suggestions of the models and families, with what was remarked put right: compiled with the tests' other models.</summary>
    internal static IEnumerable<string> Declarations => SuggestionCase.All.Where(golden => golden.IsMeasured).Select(Corrected);

    public static TheoryData<string> Measured => new(SuggestionCase.All.Where(golden => golden.IsMeasured).Select(golden => golden.Name));

    [Theory]
    [Trait("Category", "Numeric")]
    [MemberData(nameof(Measured))]
    public void What_is_suggested_has_the_result_of_PyTorch(string name)
    {
        SuggestionCase golden = SuggestionCase.Of(name);
        string attributes = Corrected(golden);
        if (golden.LayersOnly)
        {
            GoldenCase layers = GoldenCase.Families.Single(family => family.FilePath == golden.Path);
            using SafetensorsFile file = SafetensorsFile.Open(golden.Path);
            using SafetensorsFile weights = file.WithNames(tensor => tensor.StartsWith("model.", StringComparison.Ordinal) ? tensor : null);
            float[] input = file.ReadSingles("input");
            float[] output = new float[input.Length];
            Model model = Model.Load(attributes, weights, "model.");
            if (layers.HasLengths)
            {
                int start = 0;
                foreach (int length in layers.Lengths)
                {
                    int count = length * input.Length / layers.Lengths.Sum();
                    model.Forward(input.AsSpan(start, count), output.AsSpan(start, count), 1);
                    start += count;
                }
            }
            else
            {
                model.Forward(input, output, layers.Batch);
            }

            Assert.True(Errors.Largest(output, Doubles.Read(golden.Path, "expected")) <= layers.Limit);
            return;
        }

        ModelGolden whole = ModelGolden.Of(name["Models/".Length..]);
        WholeModel running = whole.Load(attributes);
        double[] expected = whole.Expected();
        float[] result = new float[expected.Length];
        whole.Input().On(running).Forward(result, 1);
        double error = Errors.Largest(result, expected);
        Assert.True(error <= whole.Limit, $"{error:E2} is above {whole.Limit:E2}: {attributes}");
    }

    /// <summary>With a configuration most suggestions are the whole truth.</summary>
    [Fact]
    public void Most_published_models_are_suggested_without_a_correction()
    {
        List<string> corrected = [.. SuggestionCase.All.Where(golden => golden.IsMeasured && Differences(golden.WithConfiguration().Module!, golden.Right).Any()).Select(golden => golden.Name)];
        Assert.True(corrected.Count <= 14, string.Join(", ", corrected));
    }

    private static string Corrected(SuggestionCase golden)
    {
        EncoderModule right = golden.Right;
        EncoderModule suggested = golden.WithConfiguration().Module!;
        bool hasSameHeads = suggested.Model?.Heads.Count == right.Model?.Heads.Count;
        EncoderModule module = Differences(suggested, right).Any() ? right with { Names = hasSameHeads ? suggested.Names : right.Names } : suggested;
        return string.Join(", ", DeclarationWriter.Attributes(module));
    }

    private static void Check(SuggestionCase golden, Suggestion suggestion)
    {
        Assert.True(suggestion.Module is not null, $"{suggestion.Family}: {string.Join("; ", suggestion.Refusals)}");

        // The generator reads what is written without a diagnostic, as the model that was meant.
        string written = string.Join(", ", suggestion.Attributes);
        Assert.Equal(suggestion.Module, DeclaredModules.Read(written));

        EncoderModule right = golden.Right;
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
