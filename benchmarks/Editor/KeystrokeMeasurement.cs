using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator;

namespace ShapeGen.Comparison.Editor;

/// <summary>The time that a generator adds to a keystroke in a file without models, by the number of models: ours compared with an empty one.</summary>
internal static class KeystrokeMeasurement
{
    private const int WarmUpRounds = 100;

    public static KeystrokeResult[] Run(int rounds)
    {
        Contestant[] contestants = [.. ModelCounts.Edited.SelectMany(count => (Contestant[])
        [
            new(count, isOurs: false, new EmptyGenerator(), rounds),
            new(count, isOurs: true, new ModuleGenerator(), rounds),
        ])];
        Rounds.Run(rounds, WarmUpRounds, [.. contestants.Select(contestant => (Action<int>)contestant.Type)]);
        return [.. contestants.Select(contestant => contestant.Result())];
    }

    private sealed class Contestant(int models, bool isOurs, IIncrementalGenerator generator, int rounds)
    {
        private readonly double[] _milliseconds = new double[rounds];
        private EditedProject? _project;
        private SourceText[] _generated = [];

        /// <summary>Rounds below 0 are not counted.</summary>
        public void Type(int round)
        {
            if (_project is null)
            {
                _project = new(models, generator);
                _project.Run();
                _generated = Texts();
            }

            _project.Type();
            long start = Stopwatch.GetTimestamp();
            _project.Run();
            double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (round >= 0)
            {
                _milliseconds[round] = elapsed;
            }
        }

        /// <exception cref="InvalidOperationException">A source was generated again.</exception>
        public KeystrokeResult Result() => Texts().SequenceEqual(_generated, ReferenceEqualityComparer.Instance)
            ? new(models, isOurs, _milliseconds)
            : throw new InvalidOperationException($"A keystroke with {models} models generated source again.");

        /// <summary>The compiler keeps the text of sources that were not generated again.</summary>
        private SourceText[] Texts() => [.. _project!.Generated.Select(source => source.SourceText)];
    }
}

/// <summary>Milliseconds of each round.</summary>
internal sealed record KeystrokeResult(int Models, bool IsOurs, double[] Milliseconds);
