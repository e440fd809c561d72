namespace ShapeGen.Runtime.Tests;

public class DataLayoutTests
{
    private static string Bytes(string name, int begin, int end) =>
        $"\"{name}\":{{\"dtype\":\"U8\",\"shape\":[{end - begin}],\"data_offsets\":[{begin},{end}]}}";

    [Fact]
    public void Size_against_type_and_shape() =>
        Assert.Equal(
            "'a' has 20 bytes (data_offsets [0, 20]), but F32 [2, 3] takes 24",
            Raw.Problem("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,20]}}", 20));

    [Fact]
    public void Truncation_names_the_tensor_and_how_much_is_missing()
    {
        Assert.Equal(
            "the file ends 3 bytes early: the tensors take 12 bytes after the header, but the file has 9; truncated: 'b' at bytes [8, 12)",
            Raw.Problem($"{{{Bytes("a", 0, 8)},{Bytes("b", 8, 12)}}}", 9));
        Assert.Equal(
            "the file ends 11 bytes early: the tensors take 12 bytes after the header, but the file has 1; truncated: 'a' at bytes [0, 8) and 1 more",
            Raw.Problem($"{{{Bytes("a", 0, 8)},{Bytes("b", 8, 12)}}}", 1));
    }

    [Fact]
    public void Overlap_names_both() =>
        Assert.Equal(
            "'a' at bytes [0, 8) and 'b' at bytes [7, 12) overlap",
            Raw.Problem($"{{{Bytes("b", 7, 12)},{Bytes("a", 0, 8)}}}", 12));

    [Fact]
    public void Overlap_with_one_that_ended_further()
    {
        IReadOnlyList<string> problems = Raw.Problems(Raw.File($"{{{Bytes("a", 0, 12)},{Bytes("b", 1, 2)},{Bytes("c", 5, 12)}}}", 12));
        Assert.Equal(["'a' at bytes [0, 12) and 'b' at bytes [1, 2) overlap", "'a' at bytes [0, 12) and 'c' at bytes [5, 12) overlap"], problems);
    }

    [Fact]
    public void The_same_bytes_twice() =>
        Assert.Equal("'a' at bytes [0, 8) and 'b' at bytes [0, 8) overlap", Raw.Problem($"{{{Bytes("a", 0, 8)},{Bytes("b", 0, 8)}}}", 8));

    [Fact]
    public void Holes_are_sized_and_placed()
    {
        Assert.Equal(
            "a hole of 3 bytes between 'a' and 'b', at byte 4 of the data",
            Raw.Problem($"{{{Bytes("a", 0, 4)},{Bytes("b", 7, 8)}}}", 8));
        Assert.Equal("a hole of 1 byte before 'a', at byte 0 of the data", Raw.Problem($"{{{Bytes("a", 1, 4)}}}", 4));
        Assert.Equal(
            "5 bytes after the last tensor belong to no tensor: the tensors end at byte 4 of the data, which has 9",
            Raw.Problem($"{{{Bytes("a", 0, 4)}}}", 9));
        Assert.Equal(
            "1 byte after the last tensor belongs to no tensor: the tensors end at byte 0 of the data, which has 1",
            Raw.Problem("{}", 1));
    }

    [Fact]
    public void A_hole_is_not_reported_where_an_unreadable_tensor_may_lie() =>
        Assert.Equal("'b' is the number 1, but must be an object with dtype, shape and data_offsets", Raw.Problem($"{{{Bytes("a", 4, 8)},\"b\":1}}", 12));

    [Fact]
    public void Empty_tensors_and_scalars_are_legal()
    {
        using SafetensorsFile file = SafetensorsFile.Read(Raw.File(
            """
            {"z":{"dtype":"F32","shape":[3,0,9223372036854775807,4],"data_offsets":[4,4]},
            "s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
            "y":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}}
            """,
            4));

        Assert.Equal(["y", "s", "z"], file.Tensors.Select(tensor => tensor.Name));
        Assert.True(file.TryGetTensor("s", out TensorInfo? scalar));
        Assert.Empty(scalar.Shape);
        Assert.Equal(1, scalar.ElementCount);
        Assert.Equal(new float[1], file.ReadSingles("s"));
        Assert.Empty(file.ReadSingles("z"));
        Assert.Equal("'s' F32 []", scalar.ToString());
    }

    [Fact]
    public void An_empty_tensor_inside_another_is_refused() =>
        Assert.Equal("'a' at bytes [0, 8) and 'b' at bytes [4, 4) overlap", Raw.Problem($"{{{Bytes("a", 0, 8)},{Bytes("b", 4, 4)}}}", 8));

    [Fact]
    public void A_file_without_tensors_is_legal()
    {
        using SafetensorsFile file = SafetensorsFile.Read(Raw.File("{\"__metadata__\":{\"format\":\"pt\",\"ü\":\"\"}}"));
        Assert.Empty(file.Tensors);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal("", file.Metadata["ü"]);
    }

    [Fact]
    public void Offsets_near_the_end_of_the_64_bit_numbers()
    {
        IReadOnlyList<string> problems = Raw.Problems(Raw.File(
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807],\"data_offsets\":[0,9223372036854775807]}}", 4));
        Assert.StartsWith("the file ends 9223372036854775803 bytes early", Assert.Single(problems), StringComparison.Ordinal);
    }
}
