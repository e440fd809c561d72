using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Compilation;

/// <summary>Selects the first sequence of an input, for output that shows only one.</summary>
internal static class FirstSequence
{
    public static ModelInput Of(ModelInput input, Output output)
    {
        int count = input.Lengths.Length;
        if (count == 1)
        {
            return input;
        }

        output.Progress.Profile.Out.Writer.WriteLine(FormattableString.Invariant($"The input has {count} sequences; only the first is shown."));
        int rows = input.Lengths[0];
        return input switch
        {
            FeatureInput features => new FeatureInput(features.Numbers[..(features.Numbers.Length / features.Lengths.Sum() * rows)], [rows]),
            IdInput ids => new IdInput(ids.Ids[..rows], [rows], ids.Types.Length == 0 ? [] : ids.Types[..rows]),
            PixelInput pixels => new PixelInput(pixels.Pixels[..(pixels.Pixels.Length / pixels.Images)], 1),
            ByteInput bytes => new ByteInput(bytes.Pixels[..(bytes.Pixels.Length / bytes.Images)], 1),
            MemoryInput memory => new MemoryInput(
                memory.Query[..(memory.Query.Length / memory.Lengths.Sum() * rows)], [rows],
                memory.Memory[..(memory.Memory.Length / memory.MemoryLengths.Sum() * memory.MemoryLengths[0])], [memory.MemoryLengths[0]]),
            _ => throw new InvalidOperationException($"No first sequence is known of {input.GetType().Name}."),
        };
    }
}
