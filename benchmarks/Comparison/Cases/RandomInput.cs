namespace ShapeGen.Comparison.Cases;

/// <summary>An input where PyTorch has exported none: between -1 and 1, the same every time.</summary>
internal static class RandomInput
{
    public static float[] Of(Case item)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, item.Length).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
