using ShapeGen.Generator.Common;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Kernels;

/// <summary>
/// A method that does not depend on a model, emitted once for a whole project and instruction set. It is equal to another one of the same
/// key: two models that need it share it.
/// </summary>
/// <param name="key">Its name among the kernels; kernels are written in the order of their keys.</param>
/// <param name="uses">The kernels that it calls.</param>
/// <param name="emit">Writes it.</param>
internal class Kernel(string key, IReadOnlyList<Kernel> uses, Action<SourceWriter, KernelContext> emit) : IEquatable<Kernel>
{
    /// <summary>
    /// What stands before a kernel whose loops run over numbers, and not over calls of other kernels: the JIT optimises it at its first call.
    /// Otherwise it starts in the first tier and stays there for the first 0.2 s of a process.
    /// </summary>
    /// <remarks>
    /// The seed, 2 × 14 tokens, from creating the process to the 1st, the 100th and the 10,000th result, fastest of 21, in ms: without it on all but
    /// the tiles 42, 47, 301; with it on these kernels 47, 48, 166; on all kernels with loops 50, 51, 167; on all and the bodies 52, 53, 157. Not on the
    /// transpositions 44, 46, 192; not on the norms 47, 49, 195. Settings of the user's project in its place: no quick JIT for loops 64, 65, 169;
    /// no TieredPGO 43, 45, 233. What runs warm is as fast with it as without.
    /// </remarks>
    public const string RunsOverNumbers = "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]";

    public string Key { get; } = key;

    public IReadOnlyList<Kernel> Uses { get; } = uses;

    /// <summary>Whether an instruction set needs it as a method.</summary>
    public virtual bool IsEmittedFor(VectorUnit unit) => true;

    public void Emit(SourceWriter writer, KernelContext context) => emit(writer, context);

    /// <summary>Kernels and all that they use, each once, in the order of their keys.</summary>
    public static IReadOnlyList<Kernel> WithAllUsed(IEnumerable<Kernel> kernels)
    {
        Dictionary<string, Kernel> all = new(StringComparer.Ordinal);
        Stack<Kernel> left = new(kernels);
        while (left.Count > 0)
        {
            Kernel kernel = left.Pop();
            if (all.ContainsKey(kernel.Key))
            {
                continue;
            }

            all.Add(kernel.Key, kernel);
            foreach (Kernel used in kernel.Uses)
            {
                left.Push(used);
            }
        }

        return all.Values.OrderBy(kernel => kernel.Key, StringComparer.Ordinal).ToList();
    }

    public bool Equals(Kernel? other) => other is not null && other.Key == Key;

    public override bool Equals(object? obj) => Equals(obj as Kernel);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    public override string ToString() => Key;
}

/// <summary>Code that the kernels of all instruction sets use: it is written once, beside the interface.</summary>
internal sealed class SharedCode(string key, Action<SourceWriter> emit) : Kernel(key, [], (writer, _) => emit(writer))
{
    public override bool IsEmittedFor(VectorUnit unit) => false;

    public void Emit(SourceWriter writer) => emit(writer);
}

/// <summary>A kernel that bodies call. Each instruction set has it: it is a member of the interface that bodies are written against.</summary>
/// <param name="key">Its name.</param>
/// <param name="comment">What it does, as C# comments.</param>
/// <param name="parameters">Its parameters, as C#.</param>
/// <param name="uses">The kernels that it calls.</param>
/// <param name="emitBody">Writes its statements.</param>
/// <param name="attribute">Its attribute, if it has one.</param>
internal sealed class EntryKernel(
    string key, string comment, string parameters, IReadOnlyList<Kernel> uses, Action<SourceWriter, KernelContext> emitBody, string? attribute = null)
    : Kernel(key, uses, (writer, context) => Emit(writer, context, comment, attribute, Declare(key, parameters), emitBody))
{
    /// <summary>The declaration, without modifiers.</summary>
    public string Declaration { get; } = Declare(key, parameters);

    private static string Declare(string key, string parameters) => $"void {key}({parameters})";

    private static void Emit(
        SourceWriter writer, KernelContext context, string comment, string? attribute, string declaration, Action<SourceWriter, KernelContext> emitBody)
    {
        writer.Line(comment);
        if (attribute is not null)
        {
            writer.Line(attribute);
        }

        using (writer.Block($"public static {declaration}"))
        {
            emitBody(writer, context);
        }
    }
}

/// <summary>What a kernel is written for.</summary>
/// <param name="Unit">The instruction set.</param>
/// <param name="Kernels">All kernels of the file.</param>
internal sealed record KernelContext(VectorUnit Unit, IReadOnlyList<Kernel> Kernels)
{
    public bool Has(Kernel kernel) => Kernels.Contains(kernel);
}
