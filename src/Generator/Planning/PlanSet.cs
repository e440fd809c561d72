using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Sizes;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// The plans of a model, one for each instruction set. They have the same stages, buffers, weights and kernels, and differ in numbers alone, because vectors
/// have different widths. So one body is written for all of them, in which such a number is chosen by the lanes of a vector.
/// </summary>
internal sealed class PlanSet
{
    /// <exception cref="InvalidOperationException">The plans differ in more than numbers.</exception>
    private PlanSet(IReadOnlyList<BodyPlan> plans)
    {
        All = plans;
        List<string> structure = Structure(Any).ToList();
        foreach (BodyPlan plan in plans.Skip(1))
        {
            string? difference = Structure(plan).Zip(structure, (one, other) => one == other ? null : $"{plan.Unit.Name}: {one}, {Any.Unit.Name}: {other}").FirstOrDefault(text => text is not null);
            if (difference is not null || Structure(plan).Count() != structure.Count)
            {
                throw new InvalidOperationException($"One body cannot be written for all instruction sets: {difference ?? "one plan has more than another"}.");
            }
        }
    }

    /// <summary>In the order of <see cref="VectorUnit.All"/>.</summary>
    public IReadOnlyList<BodyPlan> All { get; }

    /// <summary>One of them, for all that they have in common.</summary>
    public BodyPlan Any => All[0];

    public static PlanSet Of(ModuleGraph graph, bool isTraced = false) => new([.. VectorUnit.All.Select(unit => Planner.Plan(graph, unit, isTraced))]);

    /// <summary>A number of each plan.</summary>
    public IReadOnlyList<long> Numbers(Func<BodyPlan, long> number) => [.. All.Select(number)];

    /// <summary>A number of a buffer of <see cref="Any"/>, in each plan.</summary>
    public IReadOnlyList<long> Numbers(Buffer buffer, Func<Buffer, long> number) => [.. InEach(buffer).Select(number)];

    /// <summary>A size of a buffer of <see cref="Any"/>, in each plan.</summary>
    public IReadOnlyList<Size> Sizes(Buffer buffer, Func<Buffer, Size> size) => [.. InEach(buffer).Select(size)];

    /// <summary>A size in each plan.</summary>
    public IReadOnlyList<Size> Sizes(Func<BodyPlan, Size> size) => [.. All.Select(size)];

    /// <summary>Where a slot of <see cref="Any"/> is, in each plan.</summary>
    public IReadOnlyList<long> Offsets(WeightSlot slot)
    {
        int index = Any.Weights.Slots.ToList().IndexOf(slot);
        return Numbers(plan => plan.Weights.Slots[index].Offset);
    }

    private IEnumerable<Buffer> InEach(Buffer buffer)
    {
        int index = Any.Placement.Buffers.ToList().IndexOf(buffer);
        return All.Select(plan => plan.Placement.Buffers.ElementAt(index));
    }

    /// <summary>Buffers, weights and kernels, without their numbers. The calls of the stages are compared where they are written.</summary>
    private static IEnumerable<string> Structure(BodyPlan plan)
    {
        foreach (Buffer buffer in plan.Placement.Buffers)
        {
            yield return $"{buffer.Name}: {buffer.Scope}, {buffer.Slots}, {string.Join(" ", buffer.Length.Names)}, {buffer.IsTemporary}";
        }

        foreach (ScratchPlace place in plan.Scratch.Places)
        {
            yield return $"{place.Buffer.Name} after {string.Join(", ", place.After.Select(after => after.Buffer.Name))}";
        }

        foreach (WeightSlot slot in plan.Weights.Slots)
        {
            yield return $"{slot.Name}: {slot.Packing}, {slot.Stack?.Prefix}";
        }

        foreach (Kernels.Kernel kernel in plan.Kernels)
        {
            yield return kernel.Key;
        }
    }
}
