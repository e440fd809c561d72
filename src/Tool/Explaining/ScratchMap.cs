using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Sizes;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Costs;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Tool.Explaining;

/// <summary>The positions in bytes and the lifetimes of a plan's buffers, for one sequence on one thread.</summary>
internal sealed class ScratchMap
{
    public ScratchMap(CompiledModel model, CallRows size)
    {
        BodyPlan plan = model.Plan;
        Dictionary<Buffer, List<ScratchLayout.Life>> lives = ScratchLayout.Lives(plan.Schedule, plan.Placement);
        SizeValues call = plan.InBlocks(size.Each.Values);

        List<ScratchBlock> blocks = [];
        long start = 0;
        foreach (Buffer buffer in plan.Scratch.Shared)
        {
            for (int slot = 0; slot < buffer.Slots; slot++)
            {
                long bytes = sizeof(float) * buffer.Length.In(call);
                blocks.Add(new(buffer, buffer.Slots == 1 ? null : slot, start, bytes, lives[buffer]));
                start += bytes;
            }
        }

        SharedBytes = sizeof(float) * plan.Scratch.SharedFloats.In(call);
        blocks.AddRange(plan.Scratch.Places.Select(place => new ScratchBlock(
            place.Buffer, null, SharedBytes + (sizeof(float) * place.Start.In(call)), sizeof(float) * place.Buffer.Floats.In(call), lives[place.Buffer])));
        Blocks = blocks;
        Bytes = SharedBytes + (sizeof(float) * plan.Scratch.WorkerFloats.In(call));
    }

    /// <summary>The buffers, shared ones first.</summary>
    public IReadOnlyList<ScratchBlock> Blocks { get; }

    /// <summary>Bytes that all workers share.</summary>
    public long SharedBytes { get; }

    /// <summary>Total bytes.</summary>
    public long Bytes { get; }
}

/// <summary>A buffer with its position.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Slot">0 for even layers, 1 for odd layers, null if there is a single slot.</param>
/// <param name="Start">Bytes from the start of the scratch.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Lives">The stages that use it, phase by phase.</param>
internal sealed record ScratchBlock(Buffer Buffer, int? Slot, long Start, long Bytes, IReadOnlyList<ScratchLayout.Life> Lives)
{
    /// <summary>Whether all workers share it. If so, it is alive from its first phase to its last.</summary>
    public bool IsShared => Buffer.Scope == BufferScope.Shared;

    /// <summary>Its name, with the layers that use this slot.</summary>
    public string Name => Slot switch
    {
        null => Buffer.Name,
        0 => Buffer.Name + ", even layers",
        _ => Buffer.Name + ", odd layers",
    };
}
