using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Tied tensors give the bits of the same weights under names of their own. That they give PyTorch's numbers, <see cref="ModelTests"/> shows.</summary>
[Trait("Category", "Numeric")]
public sealed class TiedTests
{
    /// <summary>The tensor that is used twice, and what it is called as the head's own.</summary>
    private static readonly IReadOnlyDictionary<string, (string Tied, string Own)> Heads = new Dictionary<string, (string, string)>
    {
        ["gpt2_with_its_head"] = ("Heads = \"wte\"", "Heads = \"head\""),
        ["tied_heads_of_one_row"] = ("Heads = \"mix;mix;emb\"", "Heads = \"mix;second;head\""),
    };

    /// <summary>The bias of a tied head, which the embedding does not use: without the tie no parameter has this name.</summary>
    private const string TableBias = "emb.bias";

    public static TheoryData<string> Names => new(ModelGolden.Tied.Select(golden => golden.Name));

    internal static IEnumerable<string> Declarations => ModelGolden.Tied.Select(Untied);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tied_tensor_gives_the_bits_of_copies_and_counts_once(string name)
    {
        ModelGolden golden = ModelGolden.Of(name);
        WholeModel tied = golden.Load(golden.Attribute);
        List<SafetensorsTensor> tensors = Tensors(golden);
        List<SafetensorsTensor> copies = [.. Copies(golden, tensors)];

        // A head of its own is a linear layer like the others, whose matrix is stored as [inputs, outputs] where the model's are.
        bool isTransposed = golden.Attribute.Contains("Transposed = true", StringComparison.Ordinal);
        List<SafetensorsTensor> all =
        [
            .. tensors.Where(tensor => tensor.Name != TableBias),
            .. copies.Select(copy => isTransposed && copy.Shape.Count == 2 ? Transposed(copy) : copy),
        ];

        Assert.Equal(Run(golden, Load(Untied(golden), all)), Run(golden, tied));
        Assert.Equal(tensors.Sum(Count), tied.ParameterCount);
        Assert.Equal(all.Sum(Count), Load(Untied(golden), all).ParameterCount);
    }

    /// <summary>A file in which safetensors' <c>save_model</c> left out the copies: their names lead to what it kept.</summary>
    [Fact]
    public void A_copy_that_only_metadata_names_is_found()
    {
        ModelGolden golden = ModelGolden.Of("tied_heads_of_one_row");
        List<SafetensorsTensor> tensors = Tensors(golden);
        Dictionary<string, string> aliases = Copies(golden, tensors).ToDictionary(copy => copy.Name, copy => Kept(golden, copy.Name));

        Assert.Equal(4, aliases.Count);
        Assert.Equal(Run(golden, golden.Load(golden.Attribute)), Run(golden, Load(Untied(golden), tensors, aliases)));
    }

    private static string Untied(ModelGolden golden) => golden.Attribute.Replace(Heads[golden.Name].Tied, Heads[golden.Name].Own, StringComparison.Ordinal);

    /// <summary>The tensors of the golden's model as its author has them.</summary>
    private static List<SafetensorsTensor> Tensors(ModelGolden golden)
    {
        using SafetensorsFile file = SafetensorsFile.Open(golden.FilePath);
        return
        [
            .. file.Tensors.Where(tensor => tensor.Name.StartsWith("model.", StringComparison.Ordinal))
                .Select(tensor => SafetensorsTensor.FromSingles(tensor.Name["model.".Length..], file.ReadSingles(tensor.Name), [.. tensor.Shape.Select(size => (int)size)])),
        ];
    }

    /// <summary>The tensors that the untied model has besides.</summary>
    private static IEnumerable<SafetensorsTensor> Copies(ModelGolden golden, List<SafetensorsTensor> tensors) =>
        from name in golden.Name == "gpt2_with_its_head" ? (string[])["head.weight"] : ["second.weight", "second.bias", "head.weight", "head.bias"]
        let kept = tensors.Single(tensor => tensor.Name == Kept(golden, name))
        select new SafetensorsTensor(name, kept.Type, [.. kept.Shape], kept.Data);

    /// <summary>What a copy is a copy of.</summary>
    private static string Kept(ModelGolden golden, string copy) => copy
        .Replace("second.", "mix.", StringComparison.Ordinal)
        .Replace("head.", golden.Name == "gpt2_with_its_head" ? "wte." : "emb.", StringComparison.Ordinal);

    private static SafetensorsTensor Transposed(SafetensorsTensor matrix)
    {
        int rows = (int)matrix.Shape[0], columns = (int)matrix.Shape[1];
        ReadOnlySpan<float> values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(matrix.Data.Span);
        float[] transposed = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            transposed[(i % columns * rows) + (i / columns)] = values[i];
        }

        return SafetensorsTensor.FromSingles(matrix.Name, transposed, columns, rows);
    }

    private static WholeModel Load(string attribute, List<SafetensorsTensor> tensors, Dictionary<string, string>? metadata = null)
    {
        using SafetensorsFile file = SafetensorsFile.Read(SafetensorsWriter.ToBytes(tensors, metadata));
        return WholeModel.Load(attribute, file);
    }

    private static long Count(SafetensorsTensor tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * size);

    private static float[] Run(ModelGolden golden, WholeModel model)
    {
        float[] output = new float[golden.Expected().Length];
        golden.Input().On(model).Forward(output, threads: 0);
        return output;
    }
}
