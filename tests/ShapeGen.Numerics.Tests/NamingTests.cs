using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Each family's names, with the layout of a published checkpoint: they load, give the numbers of the same weights under other names, and what does not fit is said.</summary>
public sealed class NamingTests
{
    private const int Tokens = 7;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, NamingCase.All.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_family_gives_the_numbers_of_plain_names(int index)
    {
        NamingCase item = NamingCase.All[index];
        float[] expected = Run(item.Plain, item.PlainTensors());
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(expected, Run(item.Attribute, item.Tensors()));
    }

    [Fact]
    public void The_first_layer_of_ModernBert_has_no_norm()
    {
        List<SafetensorsTensor> tensors = [.. NamingCase.Modern.Tensors().Where(tensor => tensor.Name != "layers.0.attn_norm.weight")];
        float[] x = Input();
        Load(NamingCase.ModernFirst, [.. tensors.Where(tensor => tensor.Name.StartsWith("layers.0.", StringComparison.Ordinal))]).Forward(x, x);
        Load(NamingCase.ModernSecond, [.. NamingCase.Modern.PlainLayer("", 1), Renamed(tensors[^1], "1.weight")]).Forward(x, x);
        Assert.Equal(x, Run(NamingCase.Modern.Attribute, tensors));
        Assert.Contains("unexpected: 'layers.0.attn_norm.weight' F32 [24]", Refused(NamingCase.Modern.Attribute, NamingCase.Modern.Tensors()), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_missing_tensor_is_named_as_the_family_names_it(int index)
    {
        NamingCase item = NamingCase.All[index];
        List<SafetensorsTensor> tensors = item.Tensors();
        foreach (SafetensorsTensor missing in tensors.Take(item.Names.Length))
        {
            string message = Refused(item.Attribute, [.. tensors.Where(tensor => tensor != missing)]);
            Assert.Contains($"missing: '{missing.Name}' [{string.Join(", ", missing.Shape)}]", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_unexpected_and_a_transposed_tensor_are_named(int index)
    {
        NamingCase item = NamingCase.All[index];
        List<SafetensorsTensor> tensors = item.Tensors();
        int at = tensors.FindIndex(tensor => tensor.Shape.Count == 2 && tensor.Shape[0] != tensor.Shape[1]);
        SafetensorsTensor matrix = tensors[at];
        int rows = (int)matrix.Shape[0], columns = (int)matrix.Shape[1];
        tensors[at] = new(matrix.Name, matrix.Type, [columns, rows], matrix.Data);
        tensors.Add(SafetensorsTensor.FromSingles("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", [1, 2, 3], 3));

        string message = Refused(item.Attribute, tensors);

        Assert.Contains($"wrong shape: '{matrix.Name}': expected [{rows}, {columns}], found [{columns}, {rows}]; it is transposed", message, StringComparison.Ordinal);
        Assert.Contains("unexpected: 'zzzz", message, StringComparison.Ordinal);
    }

    private static float[] Run(string attribute, List<SafetensorsTensor> tensors)
    {
        float[] x = Input();
        Load(attribute, tensors).Forward(x, x);
        return x;
    }

    private static Model Load(string attribute, List<SafetensorsTensor> tensors) => Model.Load(attribute, SafetensorsWriter.ToBytes(tensors));

    private static string Refused(string attribute, List<SafetensorsTensor> tensors) => Assert.Throws<CheckpointException>(() => Load(attribute, tensors)).Message;

    private static SafetensorsTensor Renamed(SafetensorsTensor tensor, string name) => new(name, tensor.Type, [.. tensor.Shape], tensor.Data);

    private static float[] Input()
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, Tokens * NamingCase.Embed).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }
}
