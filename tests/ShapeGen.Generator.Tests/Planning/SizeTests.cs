using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Sizes as values and as C#: both say the same.</summary>
public class SizeTests
{
    private static readonly SizeText Text = SizeText.In("group", numbers => string.Join("|", numbers));

    private static readonly SizeValues Call = new() { [SizeName.Rows] = 30, [SizeName.Tokens] = 12, [SizeName.MemoryRows] = 9, [SizeName.BlockRows] = 16 };

    [Fact]
    public void Sums_and_products()
    {
        Size size = ((Size)SizeName.Rows * 8) + 5 + 0;
        Assert.Equal(245, size.In(Call));
        Assert.Equal("(group.Rows * 8) + 5", Text.Of(size));
        Assert.Equal(8, size.Slope(SizeName.Rows));
        Assert.Equal(0, size.Slope(SizeName.Tokens));
    }

    [Fact]
    public void Numbers_are_computed_and_not_written()
    {
        Assert.Equal("group.Rows * 24", Text.Of((Size)SizeName.Rows * 8 * 3));
        Assert.Equal("0", Text.Of(Size.Sum([])));
        Assert.Equal(Size.Zero, (Size)SizeName.Rows * 0);
    }

    [Fact]
    public void Least_greatest_and_rounded()
    {
        Size least = Size.Least(SizeName.Tokens, 10), greatest = Size.Greatest([(Size)SizeName.Tokens, SizeName.Rows, SizeName.Tokens]);
        Assert.Equal((10, 30), (least.In(Call), greatest.In(Call)));
        Assert.Equal("Math.Max(group.Tokens, group.Rows)", Text.Of(greatest));
        Assert.Equal((48, "((group.Rows + 5) + 15) & ~15L"), ((((Size)SizeName.Rows + 5).RoundUp(16)).In(Call), Text.Of(((Size)SizeName.Rows + 5).RoundUp(16))));
        Assert.Throws<InvalidOperationException>(() => least.Slope(SizeName.Tokens));
    }

    [Fact]
    public void Rows_behind_convolutions()
    {
        Size rows = new ConvolvedSize(2, new ConvolvedSize(1, SizeName.MemoryRows, new(3, 1, 1)), new(3, 2, 1));
        Assert.Equal(5, rows.In(Call));
        Assert.Equal("Convolved2(group.MemoryRows)", Text.Of(rows));
    }

    [Fact]
    public void A_named_size_is_written_by_its_name()
    {
        NamedSize start = new("start", (Size)SizeName.BlockRows * 4);
        Assert.Equal((69, "start + 5"), ((start + 5).In(Call), Text.Of(start + 5)));
    }

    /// <summary>One text for the plans of several instruction sets.</summary>
    [Fact]
    public void Sizes_that_differ_in_numbers_are_one_text()
    {
        Assert.Equal("(group.Rows * 8|4) + 2|1", Text.Of([((Size)SizeName.Rows * 8) + 2, ((Size)SizeName.Rows * 4) + 1]));
        Assert.Throws<InvalidOperationException>(() => Text.Of([(Size)SizeName.Rows * 8, (Size)SizeName.Tokens * 8]));
        Assert.Throws<InvalidOperationException>(() => Text.Of([(Size)SizeName.Rows * 8, (Size)SizeName.Rows + 8]));
    }

    [Fact]
    public void What_does_not_fit_is_an_error()
    {
        Assert.Throws<OverflowException>(() => ((Size)SizeName.Rows * long.MaxValue).In(Call));
        Assert.Throws<InvalidOperationException>(() => ((Size)SizeName.Sequences).In(Call));
    }
}
